"""What the open engine (aegra) leaves to others, so that Parley's promises hold on it too.

It runs the same langgraph.json on Postgres and Redis, in as many instances as there are. Its own
tables are read here and never written; what has to be remembered is in tables of Parley's.
"""

from parley.server.aegra.anew import begin_left_ones
from parley.server.aegra.copies import keep_blocks
from parley.server.aegra.order import keep_order
from parley.server.aegra.routes import router
from parley.server.aegra.tables import open_on
from parley.server.ownership import PostgresSaver, Saver
from parley.storage.errors import StorageError

__all__ = ["begin_left_ones", "router", "start"]


async def start(saver: Saver) -> None:
    """Prepare what the engine lacks, before it serves anything.

    Raises:
        StorageError: the state would be in SQLite, which instances can't share, or runs would not
            be handed over through Redis.
    """
    from aegra_api.settings import settings  # type: ignore[import-untyped]

    if not isinstance(saver, PostgresSaver):
        raise StorageError("aegra keeps its state in Postgres: set DATABASE_URI to the same one.")
    if not settings.redis.REDIS_BROKER_ENABLED:
        raise StorageError(
            "aegra hands over runs by Redis: set REDIS_BROKER_ENABLED and REDIS_URL."
        )
    await open_on(saver.pool)
    keep_order()
    keep_blocks()

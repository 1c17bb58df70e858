"""Where threads and memories are kept: SQLite by default, Postgres when `DATABASE_URI` is set.

`langgraph.json` names `checkpointer` and `store`, and the server enters each of them once.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langgraph.store.postgres.aio import AsyncPostgresStore

from parley.server.ownership import PostgresSaver, Saver, SqliteSaver
from parley.server.sqlite import ThreadedStore
from parley.server.user_store import UserStore
from parley.settings import settings
from parley.storage import postgres, sqlite


@asynccontextmanager
async def checkpointer() -> AsyncIterator[Saver]:
    """Open what keeps every step of every thread.

    Raises:
        StorageError: the database cannot be reached or written.
    """
    if uri := settings().database_uri:
        async with postgres.pool(uri.get_secret_value()) as pool:
            saver = PostgresSaver(pool)
            await saver.setup()
            yield saver
    else:
        async with sqlite.connect(settings().parley_data_dir / "threads.sqlite") as opened:
            yield SqliteSaver(opened)


@asynccontextmanager
async def store() -> AsyncIterator[UserStore]:
    """Open what keeps memories across threads.

    Raises:
        StorageError: the database cannot be reached or written.
    """
    if uri := settings().database_uri:
        async with postgres.pool(uri.get_secret_value()) as pool:
            memories = AsyncPostgresStore(pool)
            await memories.setup()
            yield UserStore(memories)
    else:
        # A file of its own: a long write of one never holds up the other.
        file = settings().parley_data_dir / "memories.sqlite"
        async with sqlite.connect(file, isolation_level=None) as opened:
            yield UserStore(ThreadedStore(opened))

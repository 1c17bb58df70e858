"""A pool of Postgres connections, or one clear sentence why there is none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection, ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from parley.storage.errors import StorageError

type Pool = AsyncConnectionPool[AsyncConnection[DictRow]]

OPEN_SECONDS = 15


@asynccontextmanager
async def pool(uri: str) -> AsyncIterator[Pool]:
    """Open a pool to `uri` with the settings that langgraph's Postgres classes ask for.

    Raises:
        StorageError: it is no URI of Postgres, or no connection in 15 seconds.
    """
    where = place(uri)
    connections: Pool = AsyncConnectionPool(
        uri,
        connection_class=AsyncConnection[DictRow],
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        min_size=1,
        max_size=4,
        open=False,
        # A connection that Postgres closed is replaced instead of failing someone's turn.
        check=AsyncConnectionPool.check_connection,
    )
    try:
        await connections.open(wait=True, timeout=OPEN_SECONDS)
    except PoolTimeout as error:
        await connections.close()
        raise unreachable(where) from error
    try:
        yield connections
    finally:
        await connections.close()


def place(uri: str) -> str:
    """Return the server and database of `uri`, without the password that it may carry.

    Raises:
        StorageError: it is no URI of Postgres.
    """
    try:
        parts = conninfo_to_dict(uri)
    except ProgrammingError as error:
        # Without the error's own words: they may hold the password.
        raise StorageError(
            "DATABASE_URI can't be read: write it as postgresql://user:password@host:5432/database."
        ) from error
    return f"{parts.get('host')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"


def unreachable(where: str) -> StorageError:
    """Return the sentence for a server that gives no connection."""
    return StorageError(
        f"Parley cannot reach Postgres at {where}: check DATABASE_URI and that it runs."
    )

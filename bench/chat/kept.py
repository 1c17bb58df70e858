"""The two databases, opened as the server opens them, and how much is in them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from pydantic import SecretStr

from bench.configured import configured
from parley.server import persistence
from parley.server.ownership import PostgresSaver
from parley.server.sqlite import ThreadedSaver
from tests.postgres import postgres

_SIZE = """
    SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'
"""


@dataclass(frozen=True)
class Database:
    """An open one.

    Attributes:
        checkpointer: keeps threads.
        plain: LangGraph's own on the same database: what Parley adds is not in it.
        store: keeps facts.
        folder: of SQLite's files.
        uri: of Postgres, or None.
    """

    checkpointer: Any
    plain: Any
    store: Any
    folder: Path
    uri: str | None

    async def bytes(self) -> int:
        """Return how much its threads take."""
        if self.uri is None:
            await self.checkpointer.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            return (self.folder / "threads.sqlite").stat().st_size
        async with await psycopg.AsyncConnection.connect(self.uri) as connection:
            row = await (await connection.execute(_SIZE)).fetchone()
            return int(row[0]) if row else 0

    @asynccontextmanager
    async def unsafe(self) -> AsyncIterator[None]:
        """Wait for no disk meanwhile: what is filled in may be lost, and nobody measures it."""
        if self.uri is not None:
            yield
            return
        await self.checkpointer.rows("PRAGMA synchronous = OFF")
        yield
        await self.checkpointer.rows("PRAGMA synchronous = FULL")


@asynccontextmanager
async def database(name: str) -> AsyncIterator[Database]:
    """Open a new `SQLite` or `Postgres`."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        async with AsyncExitStack() as stack:
            uri = stack.enter_context(postgres()).get_uri() if name == "Postgres" else None
            secret = SecretStr(uri) if uri else None
            stack.enter_context(configured(parley_data_dir=folder, database_uri=secret))
            checkpointer = await stack.enter_async_context(persistence.checkpointer())
            store = await stack.enter_async_context(persistence.store())
            plain = (
                AsyncPostgresSaver(checkpointer.pool)
                if isinstance(checkpointer, PostgresSaver)
                else ThreadedSaver(checkpointer.file)
            )
            yield Database(checkpointer, plain, store, folder, uri)

"""Where the blocks of copies are: in SQLite among a thread's writes, in Postgres among its blobs.

No step has a block's name for its id or version, so nothing but what is here reads them.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.rows import DictRow
from psycopg_pool import AsyncConnectionPool

from parley.server.copies.saver import Copies, Place, Stored
from parley.server.sqlite import ThreadedSaver
from parley.storage.postgres import Pool

_PREFIX = "block "

_SQLITE = """
    SELECT {columns} FROM writes WHERE thread_id = ? AND checkpoint_ns = ? AND channel = ?
    AND checkpoint_id IN (SELECT value FROM json_each(?)) AND task_id = '' AND idx = 0
"""
_KEEP_SQLITE = """
    INSERT OR IGNORE INTO writes
        (thread_id, checkpoint_ns, channel, checkpoint_id, task_id, idx, type, value)
    VALUES (?, ?, ?, ?, '', 0, ?, ?)
"""
_POSTGRES = """
    SELECT {columns} FROM checkpoint_blobs
    WHERE thread_id = %s AND checkpoint_ns = %s AND channel = %s AND version = ANY(%s)
"""
_KEEP_POSTGRES = """
    INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


class SqliteCopies(Copies, ThreadedSaver):
    """Stores copies as blocks, in SQLite."""

    async def known(self, place: Place, names: Iterable[bytes]) -> set[bytes]:
        """Return those of the blocks that are stored already."""
        return {_name(name) for (name,) in await self._rows("checkpoint_id", place, names)}

    async def keep(self, place: Place, blocks: Mapping[bytes, Stored]) -> None:
        """Store the blocks for good; those that are there stay as they are."""
        rows = [
            (place.thread, place.namespace, place.channel, _PREFIX + name.hex(), *stored)
            for name, stored in blocks.items()
        ]

        def kept() -> None:
            with self.cursor() as cursor:
                cursor.executemany(_KEEP_SQLITE, rows)

        await self.file.do(kept)

    async def blocks(self, place: Place, names: Iterable[bytes]) -> dict[bytes, Stored]:
        """Return those of the blocks that are stored."""
        rows = await self._rows("checkpoint_id, type, value", place, names)
        return {_name(name): (form, block) for name, form, block in rows}

    async def _rows(
        self, columns: str, place: Place, names: Iterable[bytes]
    ) -> list[tuple[Any, ...]]:
        wanted = json.dumps([_PREFIX + name.hex() for name in names])
        query = _SQLITE.format(columns=columns)
        return await self.rows(query, place.thread, place.namespace, place.channel, wanted)


class PostgresCopies(Copies, AsyncPostgresSaver):
    """Stores copies as blocks, in Postgres."""

    @property
    def pool(self) -> Pool:
        """What it was opened on."""
        assert isinstance(self.conn, AsyncConnectionPool)  # noqa: S101 - as every engine opens it
        return self.conn

    async def known(self, place: Place, names: Iterable[bytes]) -> set[bytes]:
        """Return those of the blocks that are stored already."""
        return {_name(row["version"]) for row in await self._rows("version", place, names)}

    async def keep(self, place: Place, blocks: Mapping[bytes, Stored]) -> None:
        """Store the blocks for good; those that are there stay as they are."""
        rows = [
            (place.thread, place.namespace, place.channel, _PREFIX + name.hex(), *stored)
            for name, stored in blocks.items()
        ]
        async with (
            self.pool.connection() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            await cursor.executemany(_KEEP_POSTGRES, rows)

    async def blocks(self, place: Place, names: Iterable[bytes]) -> dict[bytes, Stored]:
        """Return those of the blocks that are stored."""
        rows = await self._rows("version, type, blob", place, names)
        return {_name(row["version"]): (row["type"], row["blob"]) for row in rows}

    async def _rows(self, columns: str, place: Place, names: Iterable[bytes]) -> list[DictRow]:
        wanted = [_PREFIX + name.hex() for name in names]
        query: Any = _POSTGRES.format(columns=columns)
        async with self.pool.connection() as connection, connection.cursor(binary=True) as cursor:
            await cursor.execute(query, (place.thread, place.namespace, place.channel, wanted))
            return await cursor.fetchall()


def _name(stored: str) -> bytes:
    return bytes.fromhex(stored.removeprefix(_PREFIX))

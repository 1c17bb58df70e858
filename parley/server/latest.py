"""The newest checkpoint of every thread, without reading any of them."""

import uuid
from datetime import UTC, datetime, timedelta

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg_pool import AsyncConnectionPool

from parley.server.sqlite import ThreadedSaver

# Checkpoint ids sort by time. Listing through the savers would load 10,000 threads whole.
_LATEST = """
    SELECT thread_id, MAX(checkpoint_id) AS checkpoint_id FROM checkpoints
    WHERE checkpoint_ns = '' GROUP BY thread_id
"""
# Ids are UUIDv6: they count 100 ns from here.
_UUID_EPOCH = datetime(1582, 10, 15, tzinfo=UTC)


async def latest_checkpoints(saver: AsyncPostgresSaver | ThreadedSaver) -> dict[str, str]:
    """Return thread id to checkpoint id."""
    if isinstance(saver, ThreadedSaver):
        return dict(await saver.rows(_LATEST))
    assert isinstance(saver.conn, AsyncConnectionPool)  # noqa: S101 - as persistence opens it
    async with saver.conn.connection() as connection:
        rows = await connection.execute(_LATEST)
        return {row["thread_id"]: row["checkpoint_id"] async for row in rows}


def written_at(checkpoint_id: str) -> datetime:
    """Return when the checkpoint with this id was made."""
    bits = uuid.UUID(checkpoint_id).int
    ticks = (bits >> 80) << 12 | (bits >> 64) & 0xFFF
    return _UUID_EPOCH + timedelta(microseconds=ticks // 10)

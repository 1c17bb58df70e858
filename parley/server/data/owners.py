"""Whose the threads of the database are, listed by the server or not: the newest step decides."""

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from psycopg_pool import AsyncConnectionPool

# Checkpoint ids sort by time. SQLite takes `metadata` from the row that has the greatest.
_SQLITE = """
    SELECT thread_id FROM (
        SELECT thread_id, metadata, MAX(checkpoint_id) FROM checkpoints GROUP BY thread_id
    ) WHERE json_extract(CAST(metadata AS TEXT), '$.owner') = ?
"""
_POSTGRES = """
    SELECT thread_id FROM (
        SELECT DISTINCT ON (thread_id) thread_id, metadata FROM checkpoints
        ORDER BY thread_id, checkpoint_id DESC
    ) AS newest WHERE metadata ->> 'owner' = %s
"""


async def threads_of(identity: str, saver: AsyncPostgresSaver | AsyncSqliteSaver) -> set[str]:
    """Return the ids of the user's threads that have checkpoints."""
    if isinstance(saver, AsyncSqliteSaver):
        await saver.setup()
        async with saver.conn.execute(_SQLITE, [identity]) as cursor:
            return {thread async for (thread,) in cursor}
    assert isinstance(saver.conn, AsyncConnectionPool)  # noqa: S101 - as persistence opens it
    async with saver.conn.connection() as connection:
        rows = await connection.execute(_POSTGRES, [identity])
        return {row["thread_id"] async for row in rows}

"""Whose a thread is: written into the database with each of its steps, and read from there.

The server's own list of threads can be lost (a kill of `langgraph dev`), and an engine may make
a missing thread anew without a word. The steps are never lost, so the newest one decides.
"""

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
)

from parley.approvals.forget import forget_thread
from parley.run_user import run_user
from parley.server.engine import is_aegra
from parley.server.identity import caller
from parley.server.rollback import PostgresRollback, SqliteRollback
from parley.settings import settings

# Without reading the state: it may be megabytes.
_OWNER = """
    SELECT {metadata} ->> 'owner' AS owner FROM checkpoints
    WHERE thread_id = {thread_id} AND checkpoint_ns = '' ORDER BY checkpoint_id DESC LIMIT 1
"""
_OWNER_POSTGRES = _OWNER.format(metadata="metadata", thread_id="%s")
# The open engine writes the steps itself. Those of a request carry the user as it knows them.
_STAMP = "metadata ->> 'owner'"
_STAMP_AEGRA = "COALESCE(metadata ->> 'owner', metadata ->> 'user_id')"
_OWNER_SQLITE = _OWNER.format(metadata="CAST(metadata AS TEXT)", thread_id="?")
# Ids of steps sort by time. SQLite takes `metadata` from the row that has the greatest.
_THREADS_SQLITE = """
    SELECT thread_id FROM (
        SELECT thread_id, metadata, MAX(checkpoint_id) FROM checkpoints GROUP BY thread_id
    ) WHERE CAST(metadata AS TEXT) ->> 'owner' = ?
"""
_THREADS_POSTGRES = """
    SELECT thread_id FROM (
        SELECT DISTINCT ON (thread_id) thread_id, metadata FROM checkpoints
        ORDER BY thread_id, checkpoint_id DESC
    ) AS newest WHERE metadata ->> 'owner' = %s
"""
# Steps of a time without log-in, or written in-process: no user's, so no user may see them.
NOBODY = ""


class _Stamped(BaseCheckpointSaver[Any]):
    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        # A request writes state itself; a run is carried out later, for whom the server notes.
        user = caller.get()
        owner = user.identity if user else run_user(config["configurable"])
        if not owner and settings().auth_on:
            # The server's own run, on a decision from /inbox: the thread stays whose it was.
            owner = await self.owner(config["configurable"]["thread_id"])
        stamped: Any = {**metadata, "owner": owner} if owner else metadata
        return await super().aput(config, checkpoint, stamped, new_versions)

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete the thread, and what was asked of reviewers on it."""
        await super().adelete_thread(thread_id)
        await forget_thread(thread_id)

    async def owner(self, thread_id: str) -> str | None:
        """Return who owns the thread: NOBODY when no user does, None when it has no step."""
        raise NotImplementedError


class SqliteSaver(_Stamped, SqliteRollback):
    """Keeps each step with its owner, in SQLite."""

    async def owner(self, thread_id: str) -> str | None:
        """Return who owns the thread: NOBODY when no user does, None when it has no step."""
        rows = await self.rows(_OWNER_SQLITE, thread_id)
        return rows[0][0] or NOBODY if rows else None

    async def threads_of(self, identity: str) -> set[str]:
        """Return the ids of the user's threads that have steps."""
        return {thread for (thread,) in await self.rows(_THREADS_SQLITE, identity)}


class PostgresSaver(_Stamped, PostgresRollback):
    """Keeps each step with its owner, in Postgres."""

    async def owner(self, thread_id: str) -> str | None:
        """Return who owns the thread: NOBODY when no user does, None when it has no step."""
        async with self.pool.connection() as connection:
            row = await (await connection.execute(_here(_OWNER_POSTGRES), (thread_id,))).fetchone()
        return None if row is None else row["owner"] or NOBODY

    async def threads_of(self, identity: str) -> set[str]:
        """Return the ids of the user's threads that have steps."""
        async with self.pool.connection() as connection:
            rows = await connection.execute(_here(_THREADS_POSTGRES), (identity,))
            return {row["thread_id"] async for row in rows}


def _here(query: str) -> Any:
    return query.replace(_STAMP, _STAMP_AEGRA) if is_aegra() else query


type Saver = SqliteSaver | PostgresSaver

_saver: Saver | None = None


def look_in(saver: Saver | None) -> None:
    """Say where `owner_of` looks, for as long as the server runs."""
    global _saver
    _saver = saver


async def owner_of(thread_id: str) -> str | None:
    """Return who owns the thread: NOBODY when no user does, None when it has no step yet."""
    if _saver is None:
        raise RuntimeError("no database is open")
    return await _saver.owner(thread_id)

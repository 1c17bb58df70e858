"""A thread's runs work one after the other, whichever instances they are on.

The engine begins a run as soon as a worker is free: of two at once on one thread, both read the
same newest step, and what the first one said is lost to all later ones. So each run waits, before
it reads its thread, until it is its turn.

`parley_turn` names the run whose turn it is. The turn is over when the engine's own table says
that the run no longer works, so nobody has to give it back: after a crash the engine's lease
ends it. A crashed run is begun anew by the engine from its first input, so what it had written is
taken back first, and no message comes in twice.
"""

import asyncio
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import structlog
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.tracers.context import register_configure_hook
from psycopg import Error
from psycopg_pool import PoolTimeout

from parley.server.aegra.tables import pool
from parley.server.rollback import take_back

log = structlog.get_logger(__name__)

_SOON_SECONDS = 0.02
_LATER_SECONDS = 0.25
_LOST_SECONDS = 1.0

# In a transaction of its own, so that the statement after it sees all that others committed.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(thread)s, 7))"
# Older ones go first; but one that has no worker for seconds may wait for the one that waits here.
_HELD_UP = """
    SELECT 1 FROM runs AS me JOIN runs AS other USING (thread_id)
    WHERE me.run_id = %(run)s AND other.run_id <> me.run_id AND (
        other.status = 'running' AND other.run_id = (
            SELECT run_id FROM parley_turn WHERE thread_id = %(thread)s
        )
        OR (other.created_at, other.run_id) < (me.created_at, me.run_id)
        AND NOT EXISTS (SELECT 1 FROM parley_turn WHERE parley_turn.run_id = me.run_id)
        AND (
            other.status = 'running'
            OR other.status = 'pending' AND other.updated_at > now() - interval '5 seconds'
        )
    ) LIMIT 1
"""
# Who had the last turn, and whether they will begin anew without their own command.
_BEFORE = """
    SELECT turn.run_id, runs.status IN ('pending', 'running')
        AND runs.execution_params #>> '{execution,command}' IS NULL AS anew
    FROM parley_turn AS turn JOIN runs USING (run_id) WHERE turn.thread_id = %(thread)s
"""
_MINE = """
    INSERT INTO parley_turn (thread_id, run_id) VALUES (%(thread)s, %(run)s)
    ON CONFLICT (thread_id) DO UPDATE SET run_id = excluded.run_id
"""

# What a run starts without saying so is part of it.
_has_turn: ContextVar[str | None] = ContextVar("has_turn", default=None)


class InOrder(AsyncCallbackHandler):
    """Makes every run of a graph wait for its turn."""

    # Before the graph reads its thread, and never in passing.
    run_inline = True
    raise_error = True
    ignore_llm = ignore_chat_model = ignore_retriever = ignore_agent = True
    ignore_retry = ignore_custom_event = True

    async def on_chain_start(
        self,
        serialized: dict[str, Any],
        inputs: Any,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        """Wait, if this is the beginning of a run of the engine's."""
        known = metadata or {}
        if parent_run_id is None and "run_id" in known and "thread_id" in known:
            run = str(known["run_id"])
            if _has_turn.get() != run:
                await turn(str(known["thread_id"]), run)
                _has_turn.set(run)


async def turn(thread_id: str, run_id: str) -> None:
    """Return when no other run works on the thread, and none does until this one has ended."""
    wait = _SOON_SECONDS
    while True:
        try:
            if await _begins(thread_id, run_id):
                return
        except (Error, PoolTimeout) as error:  # the run can't be kept without Postgres either
            await log.awarning("Waiting for Postgres", reason=repr(error), run_id=run_id)
            wait = _LOST_SECONDS
        await asyncio.sleep(wait)
        wait = min(_LATER_SECONDS, wait * 1.5)


async def _begins(thread_id: str, run_id: str) -> bool:
    these = {"thread": thread_id, "run": run_id}
    async with pool().connection() as connection, connection.transaction():
        await connection.execute(_ALONE, these)
        if await (await connection.execute(_HELD_UP, these)).fetchone():
            return False
        before = await (await connection.execute(_BEFORE, these)).fetchone()
        if before and before["anew"]:
            await take_back(connection, before["run_id"])
        await connection.execute(_MINE, these)
    return True


_hooked = False


def keep_order() -> None:
    """Have every graph of this process wait for its turn, and only then begin."""
    global _hooked
    if not _hooked:
        # LangChain asks such a variable for a handler whenever something runs; this one's never
        # changes, so it is in every context.
        everywhere: ContextVar[Any] = ContextVar("in_order", default=InOrder())  # noqa: B039
        register_configure_hook(everywhere, inheritable=False)
        _hooked = True

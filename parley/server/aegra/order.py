"""A thread's runs work one after the other, whichever instances they are on.

The engine begins a run as soon as a worker is free: of two at once on one thread, both read the
same newest step, and what the first one said is lost to all later ones. So each run waits, before
it reads its thread, until it is its turn.

`parley_turn` names the run whose turn it is. The turn is over when the engine's own table says
that the run no longer works, so nobody has to give it back: after a crash the engine's lease
ends it. A crashed run is begun anew by the engine from its first input, so what it had written is
taken back first, and no message comes in twice.

An instance that is cut off from Postgres doesn't know that its lease is over. So each beginning of
a run writes a token of its own into `parley_turn`, and `fence` lets no step in under another one.
"""

import asyncio
import os
import secrets
import socket
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.tracers.context import register_configure_hook
from psycopg import Error

from parley.server.aegra.anew import begins_anew, leave
from parley.server.aegra.tables import pool
from parley.server.rollback import take_back

log = structlog.get_logger(__name__)

_SOON_SECONDS = 0.02
_LATER_SECONDS = 0.25
_LOST_SECONDS = 1.0

# In a transaction of its own, so that the statement after it sees all that others committed.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(thread)s, 7))"
# Older ones go first; but one that has no worker for seconds may wait for the one that waits here.
# Of the run that has the turn, one beginning may end while a newer one, with a lease, still works.
_HELD_UP = """
    SELECT 1 FROM runs AS me JOIN runs AS other USING (thread_id)
    WHERE me.run_id = %(run)s AND other.run_id <> me.run_id AND (
        (other.status = 'running' OR other.lease_expires_at > now()) AND other.run_id = (
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
# Another instance has the lease by now, or will have it. Of a run that was deleted, nobody will.
_LEFT = """
    SELECT 1 FROM runs
    WHERE run_id = %(run)s AND NOT starts_with(COALESCE(claimed_by, ''), %(here)s)
"""
# Who had the last turn, and whether they will begin anew without their own command.
_BEFORE = """
    SELECT turn.run_id, runs.status IN ('pending', 'running')
        AND runs.execution_params #>> '{execution,command}' IS NULL AS anew
    FROM parley_turn AS turn JOIN runs USING (run_id) WHERE turn.thread_id = %(thread)s
"""
_MINE = """
    INSERT INTO parley_turn (thread_id, run_id, token) VALUES (%(thread)s, %(run)s, %(token)s)
    ON CONFLICT (thread_id) DO UPDATE SET run_id = excluded.run_id, token = excluded.token
"""
# As the engine names the workers of this process.
_HERE = f"{socket.gethostname()}-{os.getpid()}-"


@dataclass(frozen=True)
class Turn:
    """One beginning of a run, which has its thread to itself as long as the token is the newest.

    Attributes:
        root: LangChain's id of what is run; the engine's own id of the run is `run`.
    """

    thread: str
    run: str
    token: str
    root: UUID


# What a run starts without saying so is part of it.
current: ContextVar[Turn | None] = ContextVar("turn", default=None)


class InOrder(AsyncCallbackHandler):
    """Makes every run of a graph wait for its turn, and leaves one that another has to begin."""

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
            run, before = str(known["run_id"]), current.get()
            if before is None or before.run != run:
                mine = Turn(str(known["thread_id"]), run, secrets.token_hex(8), run_id)
                if not await begin(mine):
                    leave(run)
                current.set(mine)

    async def on_chain_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        """Leave the run to its next beginning, if it wasn't the run itself that failed."""
        mine = current.get()
        if mine and mine.root == run_id and begins_anew(error):
            await log.awarning("A run begins anew", reason=repr(error), run_id=mine.run)
            leave(mine.run)


async def begin(turn: Turn) -> bool:
    """Return True when no other run works on the thread, and none will until this one has ended.

    False when the engine has given the run to another instance meanwhile.
    """
    wait = _SOON_SECONDS
    while True:
        try:
            begun = await _begins(turn)
            if begun is not None:
                return begun
        except Error as error:  # the run can't be kept without Postgres either
            await log.awarning("Waiting for Postgres", reason=repr(error), run_id=turn.run)
            wait = _LOST_SECONDS
        await asyncio.sleep(wait)
        wait = min(_LATER_SECONDS, wait * 1.5)


async def _begins(turn: Turn) -> bool | None:
    these = {"thread": turn.thread, "run": turn.run, "token": turn.token, "here": _HERE}
    async with pool().connection() as connection, connection.transaction():
        await connection.execute(_ALONE, these)
        if await (await connection.execute(_LEFT, these)).fetchone():
            return False
        if await (await connection.execute(_HELD_UP, these)).fetchone():
            return None
        before = await (await connection.execute(_BEFORE, these)).fetchone()
        # First, so that a step that is just being written is there before any is taken back.
        await connection.execute(_MINE, these)
        if before and before["anew"]:
            await take_back(connection, before["run_id"])
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

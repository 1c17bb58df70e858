"""Decisions on their way from a page to the thread that waits: written down before it is told.

So a server that is killed in between loses none, and the graph learns from here who decided, not
from what a request says of itself.
"""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from parley.approvals.tables import transact
from parley.storage.database import Row, Transaction


@dataclass(frozen=True)
class Recorded:
    """One decision.

    Attributes:
        answer: as a client would send it: one of the `decisions` of a HITL response.
        seen: the fingerprint of the text that the person saw.
    """

    id: str
    request: str
    thread_id: str
    who: str
    answer: dict[str, Any]
    seen: str


async def record(
    request: str, thread_id: str, who: str, answer: dict[str, Any], seen: str
) -> Recorded | None:
    """Keep a decision until the graph takes it; None when another one is on its way already."""
    made = Recorded(secrets.token_hex(16), request, thread_id, who, answer, seen)

    def note(rows: Transaction) -> Recorded | None:
        kept = rows.changed(
            "INSERT INTO parley_approval_decisions VALUES (?, ?, ?, ?, ?, ?, ?, NULL) "
            "ON CONFLICT DO NOTHING",
            (made.id, request, thread_id, time.time(), who, json.dumps(answer), seen),
        )
        return made if kept else None

    return await transact(note)


async def take(decision: str, request: str, ask: int) -> Recorded | None:
    """Return the decision for this question, or None when it was one on another.

    A node that runs again after a crash takes it again.
    """

    def note(rows: Transaction) -> Recorded | None:
        taken = rows.changed(
            "UPDATE parley_approval_decisions SET taken = ? "
            "WHERE id = ? AND request = ? AND (taken IS NULL OR taken = ?)",
            (ask, decision, request, ask),
        )
        if not taken:
            return None
        [row] = rows.execute("SELECT * FROM parley_approval_decisions WHERE id = ?", (decision,))
        return _read(row)

    return await transact(note)


async def undelivered(since_seconds: float = 0.0) -> list[Recorded]:
    """Return the decisions that no graph took, or took and didn't live to note, oldest first.

    Args:
        since_seconds: how old they are at least; of a newer one, whoever recorded it may be about
            to deliver it.
    """
    before = time.time() - since_seconds
    found = await transact(
        lambda rows: rows.execute(
            "SELECT decision.* FROM parley_approval_decisions AS decision "
            "LEFT JOIN parley_approvals AS asked ON asked.id = decision.request "
            "WHERE (taken IS NULL OR (asked.waiting = 1 AND taken = asked.asks)) "
            "AND decision.at <= ? ORDER BY decision.at",
            (before,),
        )
    )
    return [_read(row) for row in found]


async def under_way(request: str) -> bool:
    """Return whether a decision on the request waits to be taken."""
    found = await transact(
        lambda rows: rows.execute(
            "SELECT 1 AS one FROM parley_approval_decisions WHERE request = ? AND taken IS NULL",
            (request,),
        )
    )
    return bool(found)


async def drop(decision: str) -> None:
    """Forget a decision that can't be delivered any more."""
    await transact(
        lambda rows: rows.execute(
            "DELETE FROM parley_approval_decisions WHERE id = ? AND taken IS NULL", (decision,)
        )
    )


def _read(row: Row) -> Recorded:
    return Recorded(
        row["id"],
        row["request"],
        row["thread_id"],
        row["who"],
        json.loads(row["answer"]),
        row["seen"],
    )


async def taken_for(request: str, ask: int) -> Recorded | None:
    """Return the decision that was taken for this question, if one was."""
    found = await transact(
        lambda rows: rows.execute(
            "SELECT * FROM parley_approval_decisions WHERE request = ? AND taken = ?",
            (request, ask),
        )
    )
    return _read(found[0]) if found else None

"""Requests: what is asked of a person now, and what came of it."""

import json
import time
from dataclasses import dataclass
from typing import Any, TypedDict

from parley.approvals.audit import Event, append
from parley.approvals.tables import transact
from parley.approvals.text import Text, fingerprint
from parley.settings import settings
from parley.storage.database import Row, Transaction

_DAY_SECONDS = 86_400
REPLACED = "A newer request was made on the same thread, so this one can't be published any more."


class Check(TypedDict):
    """What one policy check found."""

    name: str
    passed: bool
    detail: str  # one sentence; empty when it passed


@dataclass(frozen=True)
class Request:
    """One announcement that someone asked for.

    Attributes:
        status: pending, published, rejected, expired, failed or uncertain.
        waiting: whether a person is asked about it now.
        asks: how often a person was asked so far.
        rounds: how many drafts a reviewer had written anew.
        text: as it is asked about, or as it was decided.
        asked_at: when it was first asked, in seconds since 1970.
        expires_at: when the newest question expires, if it does.
        decisions: how many were made so far.
        approved: the fingerprint of the text that the newest decision approves, if it does.
    """

    id: str
    thread_id: str
    owner: str
    status: str
    waiting: bool
    asks: int
    rounds: int
    text: Text
    checks: list[Check]
    problem: str
    asked_at: float
    expires_at: float | None
    decisions: int
    approved: str | None
    decided_by: str | None
    decided_at: float | None
    location: str | None

    @property
    def expired(self) -> bool:
        """Whether it waits in vain."""
        return self.waiting and self.expires_at is not None and self.expires_at <= time.time()


@dataclass(frozen=True)
class Question:
    """What a graph asks a person; `number` counts the questions of one request from 1."""

    request: str
    thread_id: str
    owner: str
    number: int
    rounds: int
    text: Text
    checks: list[Check]
    problem: str
    status: str
    place: str


async def ask(question: Question) -> None:
    """Note that a person is asked. Asked again, it is the same question and counts once."""
    days = settings().approval_days
    now = time.time()
    text = question.text
    mark = f"{question.request} {question.number} {fingerprint(text)[:16]} "
    event = ("parley", question.place, text)

    def note(rows: Transaction) -> None:
        rows.execute(
            "INSERT INTO parley_approvals VALUES "
            "(?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, NULL, NULL) "
            "ON CONFLICT (id) DO UPDATE SET thread_id = excluded.thread_id, "
            "status = excluded.status, waiting = 1, approved = NULL, asks = excluded.asks, "
            "rounds = excluded.rounds, title = excluded.title, "
            "body = excluded.body, checks = excluded.checks, problem = excluded.problem, "
            # What went out isn't asked about again, whichever fork of a thread asks.
            "expires_at = excluded.expires_at WHERE parley_approvals.status <> 'published'",
            (
                *(question.request, question.thread_id, question.owner, question.status),
                *(question.number, question.rounds, text["title"], text["body"]),
                *(json.dumps(question.checks), question.problem),
                *(now, now + days * _DAY_SECONDS if days else None),
            ),
        )
        append(rows, question.request, Event("drafted", *event), f"{mark}drafted")
        checks = {"checks": question.checks}
        append(rows, question.request, Event("checked", *event, checks), f"{mark}checked")
        asked = {"why": question.problem}
        append(rows, question.request, Event("asked", *event, asked), f"{mark}asked")

    await transact(note)


async def decide(request: str, event: Event, *, approved: bool) -> int:
    """Note a person's decision, the newest one, and return its number.

    A text is approved only while the newest decision approves it.
    """

    def note(rows: Transaction) -> int:
        rows.execute(
            "UPDATE parley_approvals SET waiting = 0, decisions = decisions + 1, approved = ?, "
            "title = ?, body = ?, decided_by = ?, decided_at = ? "
            "WHERE id = ? AND status <> 'published'",
            (
                fingerprint(event.text) if approved else None,
                *(event.text["title"], event.text["body"], event.who, time.time(), request),
            ),
        )
        append(rows, request, event)
        [row] = rows.execute("SELECT decisions FROM parley_approvals WHERE id = ?", (request,))
        return int(row["decisions"])

    return await transact(note)


async def close(request: str, status: str, event: Event | None, location: str = "") -> None:
    """Note how it ended, or that it failed and a person is asked next."""

    def note(rows: Transaction) -> None:
        rows.execute(
            "UPDATE parley_approvals SET status = ?, waiting = 0, problem = '', location = ? "
            "WHERE id = ? AND status <> 'published'",
            (status, location or None, request),
        )
        if event:
            once = f"{request} published" if status == "published" else None
            append(rows, request, event, once)

    await transact(note)


async def replace(thread_id: str, newer: str, who: str, place: str) -> None:
    """Close what waits on the thread but for `newer`: a thread can go on from one question only."""

    def note(rows: Transaction) -> None:
        for row in rows.execute(
            "SELECT * FROM parley_approvals WHERE thread_id = ? AND waiting = 1 AND id <> ?",
            (thread_id, newer),
        ):
            old = read(row)
            rows.execute(
                "UPDATE parley_approvals SET waiting = 0, approved = NULL, "
                # Whether an email went out is as unknown as before.
                "status = CASE status WHEN 'uncertain' THEN status ELSE 'rejected' END, "
                "problem = '', decided_by = ?, decided_at = ? WHERE id = ?",
                (who, time.time(), old.id),
            )
            rows.execute(
                "DELETE FROM parley_approval_decisions WHERE request = ? AND taken IS NULL",
                (old.id,),
            )
            append(rows, old.id, Event("replaced", who, place, old.text, {"why": REPLACED}))

    await transact(note)


async def remark(request: str, event: Event) -> None:
    """Add to the trail what changes nothing else."""
    await transact(lambda rows: append(rows, request, event))


async def find(request: str) -> Request | None:
    """Return the request with this id, if there is one."""
    found = await transact(
        lambda rows: rows.execute("SELECT * FROM parley_approvals WHERE id = ?", (request,))
    )
    return read(found[0]) if found else None


def read(row: Row) -> Request:
    """Return the request that a row of the table is."""
    rest: dict[str, Any] = {**row, "waiting": bool(row["waiting"])}
    text = Text(title=rest.pop("title"), body=rest.pop("body"))
    return Request(**{**rest, "text": text, "checks": json.loads(row["checks"])})

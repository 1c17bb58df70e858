"""What waits and what was decided, in pages, and how much it is."""

import time
from dataclasses import dataclass

from parley.approvals.requests import Request, read
from parley.approvals.tables import transact
from parley.storage.database import Row, Transaction

PAGE = 25

_WAITS = "waiting = 1 AND (expires_at IS NULL OR expires_at > ?)"


@dataclass(frozen=True)
class Page:
    """Some of the requests; `after` finds the next page, and is empty on the last."""

    requests: list[Request]
    after: str = ""


@dataclass(frozen=True)
class Waiting:
    """How many requests wait, and since when the oldest does, in seconds since 1970."""

    count: int
    since: float | None


@dataclass(frozen=True)
class DeadLetter:
    """A publication that was not delivered, or that nobody knows of."""

    request: Request
    target: str
    attempts: int
    error: str
    at: float


async def waiting(after: str = "", owner: str | None = None) -> Page:
    """Return the requests that wait, oldest first; those of one owner, or all."""
    return await _page("asked_at", "ASC", _WAITS, (time.time(),), after, owner)


async def decided(after: str = "", owner: str | None = None) -> Page:
    """Return the requests that somebody decided, newest decision first."""
    which = "waiting = 0 AND decided_at IS NOT NULL"
    return await _page("decided_at", "DESC", which, (), after, owner)


async def expired(owner: str | None = None) -> list[Request]:
    """Return the newest requests that nobody decided in time."""
    which = "(waiting = 1 AND expires_at <= ?) OR status = 'expired'"
    page = await _page("asked_at", "DESC", f"({which})", (time.time(),), "", owner)
    return page.requests


async def how_many(owner: str | None = None) -> Waiting:
    """Return how much waits; for one owner, or for all."""
    whose, values = _whose(owner)
    [row] = await _rows(
        "SELECT COUNT(*) AS count, MIN(asked_at) AS since "  # noqa: S608 - all ours
        f"FROM parley_approvals WHERE {_WAITS}{whose}",
        (time.time(), *values),
    )
    return Waiting(row["count"], row["since"])


async def dead_letters() -> list[DeadLetter]:
    """Return what was not delivered, newest first."""
    found = await _rows(
        "SELECT parley_approvals.*, publication.target, publication.attempts, "  # noqa: S608
        "publication.error, publication.ended_at, publication.begun_at "
        "FROM parley_publications AS publication "
        "JOIN parley_approvals ON parley_approvals.id = publication.request "
        "WHERE publication.status IN ('failed', 'uncertain') "
        "AND parley_approvals.status <> 'rejected' "
        f"ORDER BY publication.begun_at DESC LIMIT {PAGE * 4}",
        (),
    )
    return [_letter(row) for row in found]


async def waiting_threads() -> dict[str, str]:
    """Return the ids of all requests that wait, each with its thread."""
    found = await _rows("SELECT id, thread_id FROM parley_approvals WHERE waiting = 1", ())
    return {row["id"]: row["thread_id"] for row in found}


async def in_between() -> list[Request]:
    """Return what was decided and isn't over: under way, or cut off by a kill."""
    found = await _rows(
        "SELECT * FROM parley_approvals WHERE waiting = 0 AND decided_at IS NOT NULL "
        "AND status IN ('pending', 'failed', 'uncertain')",
        (),
    )
    return [read(row) for row in found]


async def _page(
    by: str, order: str, which: str, values: tuple[object, ...], after: str, owner: str | None
) -> Page:
    whose, owners = _whose(owner)
    beyond = ""
    if place := _place(after):
        compare = ">" if order == "ASC" else "<"
        beyond = f" AND ({by} {compare} ? OR ({by} = ? AND id > ?))"
        owners = (*owners, place[0], place[0], place[1])
    found = await _rows(
        f"SELECT * FROM parley_approvals WHERE {which}{whose}{beyond} "  # noqa: S608 - all ours
        f"ORDER BY {by} {order}, id LIMIT {PAGE + 1}",
        (*values, *owners),
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    next_after = f"{last[by]!r}_{last['id']}" if last else ""
    return Page([read(row) for row in found[:PAGE]], next_after)


def _place(after: str) -> tuple[float, str] | None:
    at, _, name = after.partition("_")
    try:
        return float(at), name
    except ValueError:
        return None


def _whose(owner: str | None) -> tuple[str, tuple[object, ...]]:
    return ("", ()) if owner is None else (" AND owner = ?", (owner,))


def _letter(row: Row) -> DeadLetter:
    target, attempts, error, ended, begun = (
        row.pop(name) for name in ("target", "attempts", "error", "ended_at", "begun_at")
    )
    return DeadLetter(read(row), target, attempts, error, ended or begun)


async def _rows(statement: str, values: tuple[object, ...]) -> list[Row]:
    def select(rows: Transaction) -> list[Row]:
        return rows.execute(statement, values)

    return await transact(select)

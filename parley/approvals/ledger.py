"""What was published: the intent is written before the act, and the outcome after it.

Each request has one entry, whatever becomes of its thread. An entry is held by one attempt at a
time. When that attempt is gone, because the process was killed, the next one takes the entry over
if the target knows a key and may be asked twice; otherwise the outcome is uncertain, and stays so
until a person decides again.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from parley.approvals.tables import transact
from parley.approvals.text import Text, fingerprint
from parley.storage.database import Row, Transaction

# Longer than any one attempt takes, its waits for an answer included.
HELD_SECONDS = 45.0


@dataclass(frozen=True)
class Entry:
    """Where the publication of a request stands.

    Attributes:
        key: the same for each attempt; a receiver tells a second delivery by it.
        text: the fingerprint of the text.
        status: begun, published, failed or uncertain.
        decision: the number of the decision that the newest attempt acts for.
        maybe_out: whether an earlier attempt may have delivered this text.
        mine: whether the one who asked for it now holds it, and is to act.
        holder: what `end` knows the attempt by.
        begun_at: when the first attempt began, in seconds since 1970.
    """

    key: str
    text: str
    target: str
    status: str
    decision: int
    maybe_out: bool
    mine: bool
    holder: str
    location: str
    begun_at: float


async def begin(
    request: str, text: Text, target: str, decision: int, *, knows_keys: Callable[[str], bool]
) -> Entry:
    """Hold the entry of `request` for an attempt, unless it is published, held, or not to be tried.

    Args:
        target: where it is to go; an entry that exists keeps its own as long as the text may be
            out there.
        decision: which decision it is done for. What failed or is uncertain is tried again for a
            newer one only.
        knows_keys: whether a second delivery to a target, with the same key, does no harm.
    """
    now, holder, mark = time.time(), secrets.token_hex(8), fingerprint(text)
    key = sha256(f"{request} {mark}".encode()).hexdigest()[:32]

    def hold(rows: Transaction) -> Entry:
        rows.execute(
            "INSERT INTO parley_publications VALUES "
            "(?, ?, ?, ?, 'begun', 0, 0, 0, '', 0, '', '', ?, NULL) ON CONFLICT DO NOTHING",
            (request, key, mark, target, now),
        )
        # Postgres lets others read meanwhile; SQLite gives the whole file to one writer.
        lock = " FOR UPDATE" if rows.postgres else ""
        [row] = rows.execute(
            f"SELECT * FROM parley_publications WHERE request = ?{lock}",  # noqa: S608 - ours
            (request,),
        )
        begun = row["status"] == "begun" and row["attempts"] > 0
        if row["status"] == "published" or (begun and row["held_until"] > now):
            return _entry(row)
        if begun:  # whoever held it was killed
            row = {**row, "maybe_out": 1}
            if not knows_keys(row["target"]):
                row["status"] = "uncertain"
            _set(rows, request, status=row["status"], maybe_out=1)
        if row["maybe_out"] and row["text"] != mark:
            return _entry(row)
        if row["status"] in ("failed", "uncertain") and row["decision"] >= decision:
            return _entry(row)
        changed = {
            "status": "begun",
            "decision": decision,
            "attempts": row["attempts"] + 1,
            "holder": holder,
            "held_until": now + HELD_SECONDS,
            "error": "",
        }
        if not row["maybe_out"]:
            changed |= {"key": key, "text": mark, "target": target}
        _set(rows, request, **changed)
        return _entry({**row, **changed}, mine=True)

    return await transact(hold)


async def end(
    request: str, holder: str, status: str, *, location: str = "", error: str = "", maybe_out: bool
) -> None:
    """Note the outcome of the attempt that `holder` names, unless another one took over."""

    def note(rows: Transaction) -> None:
        rows.execute(
            "UPDATE parley_publications SET status = ?, location = ?, error = ?, ended_at = ?, "
            "held_until = 0, maybe_out = CASE WHEN maybe_out = 1 THEN 1 ELSE ? END "
            "WHERE request = ? AND holder = ? AND status <> 'published'",
            (status, location, error, time.time(), int(maybe_out), request, holder),
        )

    await transact(note)


async def let_go() -> None:
    """Hold nothing any more: call it where every attempt so far is known to be gone."""
    await transact(
        lambda rows: rows.execute(
            "UPDATE parley_publications SET held_until = 0 WHERE status = 'begun'"
        )
    )


async def look_up(request: str) -> Entry | None:
    """Return where the publication of `request` stands, if one ever began."""
    found = await transact(
        lambda rows: rows.execute("SELECT * FROM parley_publications WHERE request = ?", (request,))
    )
    return _entry(found[0]) if found else None


def _set(rows: Transaction, request: str, **values: object) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    rows.execute(
        f"UPDATE parley_publications SET {columns} WHERE request = ?",  # noqa: S608 - ours
        (*values.values(), request),
    )


def _entry(row: Row, *, mine: bool = False) -> Entry:
    return Entry(
        key=row["key"],
        text=row["text"],
        target=row["target"],
        status=row["status"],
        decision=row["decision"],
        maybe_out=bool(row["maybe_out"]),
        mine=mine,
        holder=row["holder"],
        location=row["location"],
        begun_at=row["begun_at"],
    )

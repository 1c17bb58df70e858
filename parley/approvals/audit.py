"""The trail: who did what to a request, when and where. Rows are added and never changed."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from parley.approvals.tables import transact
from parley.approvals.text import Text
from parley.storage.database import Transaction

type Kind = Literal[
    "drafted",
    "checked",
    "asked",
    "approved",
    "edited",
    "rejected",
    "changes asked",
    "not understood",
    "refused",
    "replaced",
    "expired",
    "published",
    "failed",
    "uncertain",
]


@dataclass(frozen=True)
class Event:
    """One line of the trail.

    Attributes:
        who: an identity, or `parley` for what nobody did.
        place: where it was done: `inbox`, `api`, or `in-process`.
        text: as it was then.
        detail: what else is to be known: checks, a reason, a diff.
        at: seconds since 1970, UTC.
    """

    kind: Kind
    who: str
    place: str
    text: Text
    detail: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0


def append(rows: Transaction, request: str, event: Event, once: str | None = None) -> None:
    """Add an event now; a second one with the same `once` is the same event and isn't added."""
    now = time.time()
    rows.execute(
        "INSERT INTO parley_approval_events "
        "(id, request, once, at, kind, who, place, title, body, detail) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (once) DO NOTHING",
        (
            # Sorts by time.
            f"{time.time_ns():020d}-{secrets.token_hex(4)}",
            *(request, once, now, event.kind, event.who, event.place),
            *(event.text["title"], event.text["body"]),
            json.dumps(event.detail, ensure_ascii=False),
        ),
    )


async def trail(request: str) -> list[Event]:
    """Return all that happened to a request, oldest first."""
    found = await transact(
        lambda rows: rows.execute(
            "SELECT * FROM parley_approval_events WHERE request = ? ORDER BY id", (request,)
        )
    )
    return [
        Event(
            row["kind"],
            row["who"],
            row["place"],
            Text(title=row["title"], body=row["body"]),
            json.loads(row["detail"]),
            row["at"],
        )
        for row in found
    ]

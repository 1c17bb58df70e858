"""What a page tells of a request, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from parley.approvals.audit import Event
from parley.approvals.requests import Request
from parley.approvals.text import fingerprint
from parley.server.identity import User
from parley.settings import settings

_STATES = {
    "pending": "Being carried out",
    "published": "Published",
    "rejected": "Not published",
    "expired": "Expired",
    "failed": "Not delivered",
    "uncertain": "Nobody knows whether it went out",
}


@dataclass(frozen=True)
class Shown:
    """A request, for one reader."""

    request: Request
    reader: User
    events: list[Event]
    under_way: bool

    @property
    def mark(self) -> str:
        """Changes whenever anything is asked or decided."""
        return row_mark(self.request)

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.request.expired:
            return _STATES["expired"]
        if self.under_way:
            return _STATES["pending"]
        return "Waiting" if self.request.waiting else _STATES[self.request.status]

    @property
    def why_not(self) -> str:
        """One sentence on why this reader can't decide now; empty when they can."""
        if self.request.expired:
            return "Nobody decided in time, so this request has expired."
        if not self.request.waiting:
            return "This request is decided."
        if self.under_way:
            return "A decision on this request is being carried out."
        if "approver" not in self.reader.roles:
            return "A reviewer decides on it; you see how it stands."
        if settings().approval_two_people and self.request.owner == self.reader.identity:
            return "You asked for this yourself, so someone else has to decide."
        return ""

    @property
    def uncertain(self) -> bool:
        """Whether the question is whether to send it again."""
        return self.request.status == "uncertain"

    @property
    def more_drafts(self) -> bool:
        """Whether another draft may be asked for."""
        return not self.uncertain and self.request.rounds < settings().approval_rounds


def row_mark(request: Request) -> str:
    """Return what changes whenever anything is asked or decided about a request."""
    parts = (request.asks, request.decisions, request.waiting, request.status)
    return sha256(f"{parts} {fingerprint(request.text)}".encode()).hexdigest()[:16]


def rows_mark(requests: Sequence[Request], total: int) -> str:
    """Return what changes whenever a list of requests does."""
    marks = " ".join(f"{request.id} {row_mark(request)}" for request in requests)
    return sha256(f"{total} {marks}".encode()).hexdigest()[:16]

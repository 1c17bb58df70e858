"""What a page tells of a request, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from parley.approvals.audit import Event
from parley.approvals.requests import Check, Request
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
_OUTCOMES = {
    "pending": "It is being carried out.",
    "published": "It is published.",
    "rejected": "It is not published.",
    "expired": "It has expired.",
    "failed": "It is not published yet.",
    "uncertain": "Nobody knows whether it went out.",
}
_HAPPENED = {
    "asked": "A reviewer was asked",
    "changes asked": "Changes were asked for",
    "not understood": "Not accepted",
    "failed": "Not delivered",
    "replaced": "Replaced",
    "uncertain": "Nobody knows whether it went out",
}
_PLACES = {"api": "through the API", "inbox": "in the inbox", "in-process": "in a program"}


@dataclass(frozen=True)
class Line:
    """One line of the history, in words."""

    event: Event
    why: str

    @property
    def happened(self) -> str:
        """What it is."""
        return _HAPPENED.get(self.event.kind, self.event.kind.capitalize())

    @property
    def place(self) -> str:
        """Where it was done."""
        return _PLACES.get(self.event.place, self.event.place)


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
            return f"This request is decided. {_OUTCOMES[self.request.status]}"
        if self.under_way:
            return "A decision on this request is being carried out."
        if "approver" not in self.reader.roles:
            return "A reviewer decides on it; you see how it stands."
        if settings().approval_two_people and self.request.owner == self.reader.identity:
            return "You asked for this yourself, so someone else has to decide."
        return ""

    @property
    def is_what(self) -> str:
        """What the text on the page is."""
        if self.request.status == "published":
            return "As it was published"
        draft = f"Draft {self.request.rounds + 1}" if self.request.rounds else "Draft"
        return f"{draft}, as it will be published" if self.request.waiting else draft

    @property
    def history(self) -> list[Line]:
        """What happened, oldest first; a reason that the line above gives is not said again."""
        told = [event for event in self.events if event.kind not in ("drafted", "checked")]
        lines, before = [], ""
        for event in told:
            about = event.detail
            why = str(about.get("reason") or about.get("why") or about.get("location") or "")
            lines.append(Line(event, "" if why == before else why))
            before = why
        return lines

    @property
    def failed(self) -> list[Check]:
        """The checks that did not pass, but for those that the problem tells of."""
        failed = [check for check in self.request.checks if not check["passed"]]
        return [check for check in failed if check["detail"] not in self.request.problem]

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

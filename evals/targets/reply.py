"""What a graph answered to one turn, as plain data that can be kept."""

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from evals.cases import Case, Turn


@dataclass(frozen=True)
class Reply:
    """The answer to one turn.

    Attributes:
        text: the newest message of the graph, empty when it asks a reviewer.
        values: what the state holds besides messages.
        steps: the nodes that ran, in order.
        interrupt: what the graph asks a reviewer; None when it doesn't.
        seconds: how long it took.
        tokens: what models read and wrote for it; None where that isn't told.
        dollars: what that cost; None where no price is known.
        error: the sentence that the run ended with; empty when it went well.
    """

    text: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    interrupt: Any = None
    seconds: float = 0.0
    tokens: int | None = None
    dollars: float | None = None
    error: str = ""

    @property
    def said(self) -> str:
        """All that a reader would see: the text, the outputs and the question to the reviewer."""
        parts = [self.text, self.values.get("article", ""), self.draft]
        return "\n".join(part for part in dict.fromkeys(parts) if part)

    @property
    def draft(self) -> str:
        """Title and body that wait for a reviewer, or were published."""
        draft = self.values.get("draft")
        if isinstance(draft, dict):
            return f"{draft.get('title', '')}\n{draft.get('body', '')}"
        return ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


class Target(Protocol):
    """Something that graphs can be talked to at.

    Attributes:
        name: how a person would name it.
        model: which answers there; empty where nobody can tell.
    """

    name: str
    model: str

    def fingerprint(self, graph: str) -> str:
        """Return what changes whenever a graph's answers may change."""
        ...

    def lacks(self, case: Case) -> str | None:
        """Say what it lacks for a case, or None when the case can be run."""
        ...

    async def open(self, case: Case) -> "Session":
        """Begin a case; nothing of other cases is there."""
        ...

    async def close(self) -> None:
        """Give back what it holds."""
        ...

    def finish(self) -> None:
        """Know that every case was run."""
        ...


class Session(Protocol):
    """One case under way at a target."""

    async def take(self, turn: Turn) -> Reply:
        """Return the reply to a turn. A run that fails is a reply with an error."""
        ...

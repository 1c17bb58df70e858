"""One part of a streamed answer: what came of it, what is held, what is out."""

from typing import Any

from parley.safety.output.guard import Guard
from parley.safety.output.parts import Kind, Wrap
from parley.safety.output.window import Window

# A threat may begin in one sentence and end in the next.
_CONTEXT = 200


class Lane:
    """Takes the chunks of one part, and gives what may be judged and let out.

    Args:
        guard: of the answer.
        kind: what the part is; of JSON nothing comes out before its end.
        window: holds the part back; None until its end.
        wrap: makes a message's fields of a piece of the part.
    """

    def __init__(self, guard: Guard, kind: Kind, window: Window | None, wrap: Wrap) -> None:
        self.wrap = wrap
        self._guard = guard
        self._kind = kind
        self._window = window
        self._held: list[str] = []
        self._out = ""

    def add(self, part: str) -> str:
        """Take a chunk of it; return what may be let out if it passes the judge, cleaned."""
        if self._window is None:
            self._held.append(part)
            return ""
        return self._clean(self._window.add(part))

    def rest(self) -> str:
        """Return all that is held, cleaned."""
        held = "".join(self._held) if self._window is None else self._window.rest()
        self._held.clear()
        return self._clean(held)

    def in_context(self, piece: str) -> str:
        """Return a piece with the end of what is out, as it is to be judged."""
        return self._out + piece

    def let_out(self, piece: str) -> None:
        """Remember a piece that passed."""
        self._out = (self._out + piece)[-_CONTEXT:]

    def _clean(self, piece: str) -> str:
        cleaned: Any = self._guard.clean(self._kind, piece) if piece else ""
        return str(cleaned)

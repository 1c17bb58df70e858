"""The hold-back window: text goes in as it comes, and comes out in whole sentences."""

from parley.safety.leak import Leak
from parley.safety.output.boundary import breaks, is_cut, sentence_ends

# A sentence without an end is let out in parts of so many characters.
_LONGEST_SENTENCE = 600


class Window:
    """Holds back the end of a text that is still being written.

    Args:
        characters: what comes out has so many at least; None is one sentence at least.
        prompt: what the text may be repeating, which is held until it does so no more.
    """

    def __init__(self, characters: int | None, prompt: Leak | None = None) -> None:
        self._characters = characters
        self._prompt = prompt
        self._held = ""
        self._seen = 0  # no break before this place is one to cut at

    def add(self, text: str) -> str:
        """Take the next part of the text; return what may be let out now, often nothing."""
        self._held += text
        cut = 0
        waits = None
        for at in breaks(self._held, self._seen):
            if not self._wanted(at) or (self._prompt and self._prompt.goes_on(self._held, at)):
                continue
            match is_cut(self._held, at):
                case True:
                    cut = at
                case None:
                    waits = waits or at
        self._seen = len(self._held.rstrip()) if waits is None else waits - 1
        out, self._held = self._held[:cut], self._held[cut:]
        self._seen = max(0, self._seen - cut)
        return out

    def rest(self) -> str:
        """Return what is still held, at the end of the text."""
        out, self._held, self._seen = self._held, "", 0
        return out

    def _wanted(self, at: int) -> bool:
        if self._characters is not None:
            return at >= self._characters
        return at >= _LONGEST_SENTENCE or sentence_ends(self._held, at)

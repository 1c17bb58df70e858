"""Whether an answer tells the system prompt: word for word, over a longer stretch.

Both are read as words in order, whatever stands between them. The prompt's runs of four words are a
set, so a look at an answer costs a step for each of its words.
"""

import re
from functools import lru_cache

# Shorter stretches are said by chance, such as "if you don't know something".
_WORDS = 10
# "Be brief." is no secret.
_RUN = 4
# Scripts without white space count by the character.
_WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|[^\W\u3040-\u9fff\uac00-\ud7af]+")
# Few runs are longer than this, in characters.
_REACH = 120


class Leak:
    """What a system prompt says, to hold answers against.

    Args:
        prompt: all of it.
        words: so many of them in a row are told; of a shorter prompt, all.
    """

    def __init__(self, prompt: str, words: int = _WORDS) -> None:
        said = _words(prompt)
        self._most = min(words, len(said))
        self._runs = {tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)}

    def parts(self, answer: str) -> list[tuple[int, int]]:
        """Return where the answer repeats the prompt, each from first to last word."""
        if not self._runs:
            return []
        found = list(_WORD.finditer(answer))
        words = [word[0].casefold() for word in found]
        parts: list[tuple[int, int]] = []
        begin = None
        for at in range(len(words) - _RUN + 2):
            if tuple(words[at : at + _RUN]) in self._runs:
                begin = at if begin is None else begin
            elif begin is not None:
                last = at + _RUN - 2
                if last - begin + 1 >= self._most:
                    parts.append((found[begin].start(), found[last].end()))
                begin = None
        return parts

    def find(self, answer: str) -> tuple[int, int] | None:
        """Return the stretch with all such parts in it, or None."""
        parts = self.parts(answer)
        return (parts[0][0], parts[-1][1]) if parts else None

    def goes_on(self, answer: str, at: int) -> bool:
        """Whether the last words before `at` repeat the prompt, so that the next ones may too."""
        if not self._runs:
            return False
        return tuple(_words(answer[max(0, at - _REACH) : at])[-_RUN:]) in self._runs


@lru_cache(256)
def leak(prompt: str, words: int) -> Leak:
    """Return what is known of a prompt, read once."""
    return Leak(prompt, words)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]

"""Whether an answer tells the system prompt: word for word, over a longer stretch."""

import re

# Shorter stretches are said by chance, such as "if you don't know something".
_WORDS = 10
_WORD = re.compile(r"\w+")


class Leak:
    """What a system prompt says, to hold answers against.

    Built once for a prompt; each look at an answer costs a step for each of its words.
    """

    def __init__(self, prompt: str) -> None:
        words = [word.casefold() for word in _WORD.findall(prompt)]
        # Of a prompt shorter than a stretch, all of it.
        self._length = min(_WORDS, len(words))
        self._said = {
            tuple(words[at : at + self._length]) for at in range(len(words) - self._length + 1)
        }

    def find(self, answer: str) -> tuple[int, int] | None:
        """Return where the answer repeats the prompt, from first to last word, or None."""
        if self._length < 4:
            return None  # "Be brief." is no secret
        found = list(_WORD.finditer(answer))
        words = [word[0].casefold() for word in found]
        places = [
            at
            for at in range(len(words) - self._length + 1)
            if tuple(words[at : at + self._length]) in self._said
        ]
        if not places:
            return None
        return found[places[0]].start(), found[places[-1] + self._length - 1].end()

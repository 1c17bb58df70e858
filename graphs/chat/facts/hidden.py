"""Hides from the model what a user had forgotten, wherever a thread says it.

A thread keeps its messages. Where something was forgotten, the thread's state tells what to hide.
The user's other threads know it by a mark alone, a digest: the memory holds no word of it.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from graphs.chat.facts.about import about
from parley.search.words import words

_PARTS = re.compile(r"(?<=[.!?])\s+|\n")
# What a sentence may have or lack and still say the same, as stems.
_PLAIN = {
    *("yes", "no", "forget", "rememb", "know", "told", "name", "call", "live", "move", "home"),
    *("work", "job", "employ", "born", "birthday", "age", "old", "turn"),
}
# What may give a fact away by itself: a name, or a number of which there are few alike.
_TELLING = re.compile(r"(?<=\s)[^\W\d_a-z]\w+|(?<!\w)\d{3,}(?!\w)")
_WORD = re.compile(r"\w+")


def hints(text: str) -> list[str]:
    """Return the texts that give a fact away: the fact, or of what is one thing its names.

    Where one lives is given away by the town alone; that one likes it is not.
    """
    return (_TELLING.findall(text) if about(text) else []) or [text]


def marks(texts: Sequence[str]) -> list[str]:
    """Return the digest of each text's words, in whatever order and form they stand."""
    return [
        sha256(" ".join(sorted(own)).encode()).hexdigest()[:32] if own else ""
        for own in map(own_words, words(list(texts)))
    ]


def known_again(texts: Iterable[str], forgotten: Sequence[str]) -> list[str]:
    """Return what gives away, in these texts, a fact that has one of the marks."""
    parts = {part for text in texts for part in _PARTS.split(text)}
    told = {word for part in parts for word in _WORD.findall(part)}
    said = [*parts, *told]
    marked = dict(zip(said, marks(said), strict=True))
    found = [one for one in said if marked[one] and marked[one] in forgotten]
    return list(dict.fromkeys(hint for one in found for hint in hints(one)))


def masked(text: str, hidden: Sequence[str]) -> str:
    """Return a text of the thread without the sentences that say what is hidden."""
    known = [one for one in map(own_words, words(list(hidden))) if one]
    parts = _PARTS.split(text)
    said = list(map(set, words(parts)))
    if not any(one <= part for one in known for part in said):
        return text
    return " ".join(
        "[forgotten]" if any(one <= said[i] for one in known) else part
        for i, part in enumerate(parts)
    )


def own_words(stems: Sequence[str]) -> set[str]:
    """Return the stems that a sentence has of its own: without those of any fact of a kind."""
    return set(stems) - _PLAIN or set(stems)

"""Splits an answer in Markdown into the claims that it makes."""

import re
from collections.abc import Iterator

from parley.grounding.sentences import sentences
from parley.grounding.verdict import Claim
from parley.search.words import words

CITATION = re.compile(r"\s*\[(\d+)\]")

# What says nothing by itself: code, comments, and lines that are a heading, a rule or of a table.
_NO_CLAIM = re.compile(
    r"^(?:```|~~~).*?^(?:```|~~~)[^\n]*$"
    r"|<!--.*?-->"
    r"|^[ \t]*(?:#{1,6}(?:[ \t][^\n]*)?|\|[^\n]*|[-=*_]{3,}[ \t]*)$",
    re.DOTALL | re.MULTILINE,
)
_MARKER = re.compile(r"[ \t]*(?:[-*+>][ \t]+|\d+[.)][ \t]+)+")
_BLOCK = re.compile(r"(?:(?!\n[ \t]*(?:\n|[-*+>] |\d+[.)] |#|\|)).)+", re.DOTALL)


def claims(answer: str) -> list[Claim]:
    """Return the claims of an answer in order; headings, questions and code make none."""
    return [
        claim
        for start, end in _blocks(answer)
        for begin, stop in sentences(answer, start, end)
        if (claim := _claim(answer, begin, stop))
    ]


def _claim(answer: str, start: int, end: int) -> Claim | None:
    sentence = answer[start:end]
    bare = " ".join(CITATION.sub("", sentence).split())
    # One word names something; it takes two to say something of it.
    if bare.endswith(("?", ":")) or len(words([bare])[0]) < 2:
        return None
    cites = tuple(dict.fromkeys(int(n) for n in CITATION.findall(sentence)))
    return Claim(bare, start, end, cites)


def _blocks(answer: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of each paragraph and list item, without its marker."""
    # As long as what it hides, so that every place stays what it was.
    visible = _NO_CLAIM.sub(lambda hidden: "\n" * len(hidden[0]), answer)
    for block in _BLOCK.finditer(visible):
        start = block.start() + len(block[0]) - len(block[0].lstrip())
        if marker := _MARKER.match(visible, start, block.end()):
            start = marker.end()
        yield start, block.end()

"""Where the sentences of a text begin and end, so that each can be quoted or replaced in place."""

import re
from collections.abc import Iterator

# A full stop ends a sentence when a new one can begin behind it; its citations belong to it.
_END = re.compile(r"[.!?][\"')\]]*(?:\s*\[\d+\])*[.!?]?(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|approx)|\b[A-Z])\.$"
)
_BEGINS = re.compile(r"\s*[\"'(\[*_]*[A-Z0-9]")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the bounds of each sentence between `start` and `end`, without space around it."""
    end = len(text) if end is None else end
    begin = start
    for stop in _END.finditer(text, start, end):
        before = text[begin : stop.start() + 1]
        if _ABBREVIATION.search(before) or not (
            stop.end() >= end or _BEGINS.match(text, stop.end())
        ):
            continue
        yield from _trimmed(text, begin, stop.end())
        begin = stop.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end].strip()
    if inner:
        at = text.index(inner, start)
        yield at, at + len(inner)

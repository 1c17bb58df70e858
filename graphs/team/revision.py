"""Replaces passages of a draft; all that stands between them stays byte for byte."""

import re
from collections.abc import Mapping

_BLANK = re.compile(r"[ \t]*$")


def revised(draft: str, replacements: Mapping[str, str]) -> str:
    """Return the draft with each passage replaced where it stands, or cut where the new is empty.

    A passage within another that is replaced too goes with it. One that isn't there is passed over.
    """
    bounds = sorted(
        (at, at + len(passage), passage)
        for passage in replacements
        if passage and (at := draft.find(passage)) >= 0
    )
    pieces, end = [], 0
    for start, stop, passage in bounds:
        if start < end:
            continue
        pieces += [draft[end:start], replacements[passage]]
        end = stop
        if not replacements[passage]:
            end = _cut(pieces, draft, end)
    return "".join([*pieces, draft[end:]])


def paragraphs(draft: str) -> list[str]:
    """Return the paragraphs of a draft, verbatim, without its headings."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", draft))
    return [block for block in blocks if block and not block.startswith("#")]


def _cut(pieces: list[str], draft: str, end: int) -> int:
    """Take the space along that a cut passage leaves, and a list's marker; return where it ends."""
    before = pieces[-2]
    rest = draft[end:]
    alone = re.search(r"(?:^|\n)[ \t]*(?:[-*+>][ \t]+|\d+[.)][ \t]+)?$", before)
    ends_line = re.match(r"[ \t]*(?:\n+|$)", rest)
    if alone and ends_line:
        # The whole line is gone, and with it the empty lines behind it.
        pieces[-2] = before[: alone.start()] + ("\n" if alone[0].startswith("\n") else "")
        return end + ends_line.end()
    if not alone:
        pieces[-2] = _BLANK.sub("", before)
        return end
    return end + len(rest) - len(rest.lstrip(" "))

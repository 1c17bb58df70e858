"""Replaces passages of a draft; all that stands between them stays byte for byte."""

import re
from collections.abc import Mapping

_BLANK = re.compile(r"[ \t]*\Z")
_HEADINGS = re.compile(r"\A(?:#{1,6}[ \t][^\n]*(?:\n|\Z))+")
# A line up to a passage that is the first in it, and from one that is the last.
_LINE_BEGINS = re.compile(r"(?:\A|(\n+))[ \t]*(?:[-*+>][ \t]+|\d+[.)][ \t]+)?\Z")
_LINE_ENDS = re.compile(r"[ \t]*(\n+|\Z)")


def revised(draft: str, replacements: Mapping[str, str]) -> str:
    """Return the draft with each passage replaced where it stands, or cut where the new is empty.

    A passage within another that is replaced too goes with it. One that isn't there is passed over;
    of one that stands twice the first is meant, since the other may be what repeats it.
    """
    bounds = [
        (found.start(), found.end(), passage)
        for passage in filter(None, replacements)
        if (found := re.search(rf"(?<!\S){re.escape(passage)}", draft))
    ]
    bounds.sort(key=lambda one: (one[0], -one[1]))  # of two there, the longer holds the other
    new, end = "", 0
    for start, stop, passage in bounds:
        if start < end:
            continue
        new += draft[end:start] + replacements[passage]
        end = stop
        if not replacements[passage]:
            new, end = _cut(new, draft, end)
    return new + draft[end:]


def paragraphs(draft: str) -> list[str]:
    """Return the paragraphs of a draft, verbatim, without its headings."""
    blocks = (_HEADINGS.sub("", block.strip()) for block in re.split(r"\n\s*\n", draft))
    return [block for block in blocks if block]


def _cut(before: str, draft: str, end: int) -> tuple[str, int]:
    """Take the space along that a cut passage leaves, and a list's marker.

    Args:
        before: what stands before it.
        draft: what it stood in.
        end: where it ended there.

    Returns:
        What stands before it now, and where the draft goes on.
    """
    rest = draft[end:]
    alone = _LINE_BEGINS.search(before)
    line_ends = _LINE_ENDS.match(rest)
    if alone and line_ends:
        # The whole line is gone. What stood around it stays as far apart as it was at either side.
        kept, after = before[: alone.start()], line_ends[1]
        if line_ends.end() < len(rest):
            after = max(alone[1] or "", after, key=len)
        return kept + (after if kept else ""), end + line_ends.end()
    if alone:
        return before, end + len(rest) - len(rest.lstrip(" "))
    return _BLANK.sub("", before), end

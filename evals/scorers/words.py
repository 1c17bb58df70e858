"""Scorers of what is said, and of what is not."""

import re
from collections.abc import Sequence

from openevals.exact import exact_match

from evals.scorers.found import Found
from evals.targets.reply import Reply


def contains(reply: Reply, given: Sequence[str]) -> Found:
    """Every entry is said; `a|b` is either of two. Whole words, whatever their case."""
    absent = [entry for entry in given if not any(_says(reply.said, w) for w in entry.split("|"))]
    return Found(not absent, f"not said: {', '.join(absent)}" if absent else "")


def lacks(reply: Reply, given: Sequence[str]) -> Found:
    """None of the entries is said. A run that failed said nothing, which is no pass."""
    said = [word for word in given if _says(reply.said, word)]
    if not reply.said:
        return Found(False, "nothing was said")
    return Found(not said, f"said: {', '.join(said)}" if said else "")


def exact(reply: Reply, given: str) -> Found:
    """The answer is exactly this, but for white space around it (openevals' exact match)."""
    found = exact_match(outputs=reply.text.strip(), reference_outputs=given)
    return Found(found["score"] is True, f"said: {reply.text[:80]}")


def words_at_most(reply: Reply, given: int) -> Found:
    """The answer is short enough."""
    count = len(reply.said.split())
    return Found(0 < count <= given, f"{count} words")


def adds_no_figure(reply: Reply, given: str) -> Found:
    """Every number, link and address in the answer stands in the text that is given.

    Invented dates and prices are what a drafting model adds most.
    """
    known = _figures(given)
    new = sorted(_figures(reply.said) - known)
    return Found(bool(reply.said) and not new, f"not in the request: {', '.join(new)}")


def _says(text: str, words: str) -> bool:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    return bool(re.search(rf"(?<!\w){pattern}(?!\w)", _even(text), re.IGNORECASE))


def _even(text: str) -> str:
    return text.translate({0x2019: "'", 0x2011: "-", 0x2013: "-", 0xA0: " ", 0x202F: " "})


def _figures(text: str) -> set[str]:
    links = re.findall(r"https?://\S+|\S+@\S+\.\w+", text)
    numbers = re.findall(r"\d+(?:[.,:]\d+)*", text)
    return {found.strip(".,;:!?)(").casefold() for found in [*links, *numbers]}

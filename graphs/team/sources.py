"""The numbered sources of an article: a number means the same source for good."""

from collections.abc import Iterable, Sequence
from typing import Any, NotRequired, TypedDict

from parley.search.found import Found


class Source(Found):
    """A passage that the article may cite as `[id]`."""

    id: int
    # By a person. It keeps its number and its place, and is neither cited nor found again.
    removed: NotRequired[bool]


class Removal(TypedDict):
    """Written into `sources` to take one out: `{"id": 2, "removed": true}`."""

    id: int
    removed: bool


def add_sources(known: list[Source], new: Sequence[Found | Source | Removal]) -> list[Source]:
    """Append what is new, numbered on from what is there; mark what is removed.

    What is known, by its quote or its id, is not taken twice.
    """
    sources = [*known]
    quotes = {source["quote"] for source in sources}
    for one in new:
        item: Any = one
        if item.get("id") and item["id"] <= len(sources):
            # The id is a place in the list: a source is never taken out, and none changes.
            if "removed" in item:
                marked: Any = sources[item["id"] - 1] | {"removed": bool(item["removed"])}
                sources[item["id"] - 1] = marked
        elif item.get("quote") is not None and item["quote"] not in quotes:
            quotes.add(item["quote"])
            found = Found(title=item["title"], location=item["location"], quote=item["quote"])
            numbered: Any = {"id": len(sources) + 1, **found}
            sources.append(numbered)
    return sources


def usable(sources: Iterable[Source]) -> list[Source]:
    """Return the sources that nobody removed."""
    return [source for source in sources if not source.get("removed")]

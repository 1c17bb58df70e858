"""Which of the passages that were found become sources, and in which order."""

from collections.abc import Iterable
from itertools import zip_longest

from graphs.team.sources import usable
from graphs.team.state import Passage, State

# An article on fewer sources is thin: then what is relevant and was not chosen fills up.
_FEW_SOURCES = 4


def gathered(state: State, most: int) -> list[Passage]:
    """Return what becomes a source of what was found: named pages first, then by turns.

    By turns, so that no question takes the room of another. Where few were chosen, spare passages
    fill up, by turns too. All are relevant, so where there are few of them, few is right.
    """
    there = usable(state["sources"])
    known = {source["quote"] for source in state["sources"]}
    new = [passage for passage in state["found"] if passage["quote"] not in known]
    chosen = _by_turns(one for one in new if not one.get("spare"))[: max(most - len(there), 0)]
    quotes = {one["quote"] for one in chosen}
    spare = _by_turns(one for one in new if one.get("spare") and one["quote"] not in quotes)
    missing = min(most, _FEW_SOURCES) - len(there) - len(chosen)
    return [*chosen, *spare[: max(missing, 0)]]


def _by_turns(passages: Iterable[Passage]) -> list[Passage]:
    """Return each passage once: those of named pages, then one for each question in turn."""
    by_question: dict[int, list[Passage]] = {}
    for passage in passages:
        by_question.setdefault(passage["question"], []).append(passage)
    named = by_question.pop(0, [])
    turns = zip_longest(*(by_question[number] for number in sorted(by_question)))
    first: dict[str, Passage] = {}
    for one in [*named, *(one for turn in turns for one in turn if one)]:
        first.setdefault(one["quote"], one)
    return list(first.values())

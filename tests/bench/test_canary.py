"""The canaries are what they say they are, and what is raw is counted."""

from collections import Counter
from typing import get_args

import pytest

from bench.canary.canaries import REDACT, Canary, Position, load
from bench.canary.leaks import in_process

CANARIES = load()


def test_there_are_two_hundred_in_every_position() -> None:
    positions = Counter(canary.position for canary in CANARIES if canary.found)
    assert len(CANARIES) == 200
    assert positions.keys() == set(get_args(Position.__value__))
    assert min(positions.values()) >= 15


def test_every_kind_is_labelled_with_what_stands_there() -> None:
    kinds = Counter(kind for canary in CANARIES for kind in canary.found)
    assert kinds.keys() == REDACT.keys()
    for canary in CANARIES:
        assert all(value in canary.text for values in canary.found.values() for value in values)


def test_an_occurrence_is_seen_in_any_form() -> None:
    canary = Canary("message", "Pay 4111 1111.", {"card": ["4111 1111"]})
    assert canary.occurrences("4111 1111, 41111111 and 4112 1111") == 2


@pytest.mark.parametrize("position", ["message", "document"])
async def test_what_a_graph_shows_raw_is_counted(position: Position) -> None:
    said = [next(c for c in CANARIES if c.position == position and "email" in c.found)]
    assert await in_process(said, REDACT) == {}
    assert (await in_process(said, {})).keys() >= {"stream", "prompts"}

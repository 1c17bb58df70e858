"""What the semantic cache takes for the same request: authored pairs, and what must never be."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.models.cache.meaning import mean_the_same, significant


def _pairs(name: str) -> list[dict[str, Any]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


# The second was written after the code, and the code was not changed for it.
_ALL = [*_pairs("pairs.jsonl"), *_pairs("held_out.jsonl")]


async def same(a: str, b: str) -> bool:
    return await mean_the_same(significant(a), significant(b))


@pytest.mark.parametrize("pair", [pair for pair in _ALL if not pair["same"]])
async def test_a_near_miss_is_no_hit(pair: dict[str, Any]) -> None:
    assert not await same(pair["a"], pair["b"])
    assert not await same(pair["b"], pair["a"])


async def test_most_held_out_paraphrases_are_hits() -> None:
    paraphrases = [pair for pair in _pairs("held_out.jsonl") if pair["same"]]
    hits = [await same(pair["a"], pair["b"]) for pair in paraphrases]
    assert sum(hits) >= 0.75 * len(hits)


@given(st.text(min_size=1), st.integers(0, 10**6), st.integers(0, 10**6))
async def test_another_number_is_another_request(text: str, one: int, other: int) -> None:
    assert await same(f"{text} {one}", f"{text} {other}") == (one == other)


@given(st.lists(st.sampled_from(["a", "person", "may", "not", "decide", "before", "it", "is"])))
async def test_a_negation_more_is_another_request(words: list[str]) -> None:
    assert not await same(" ".join(words), " ".join([*words, "not"]))


@given(st.text())
async def test_how_it_is_typed_makes_no_difference(text: str) -> None:
    assert await same(text, f"  {text} ")

"""What the few rules find on texts that were written for it, of which they can't find all."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from parley.safety.moderation import rules
from parley.safety.moderation.rules import category_of
from parley.settings import PROJECT


def read(name: str) -> list[dict[str, Any]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


TEXTS, UNSEEN = read("texts.jsonl"), read("unseen.jsonl")
BAD = [text for text in TEXTS if text["category"]]


def test_it_finds_most_and_what_it_finds_has_the_right_name() -> None:
    found = [text for text in BAD if category_of(text["text"])]
    assert len(found) >= 0.9 * len(BAD), [t["text"] for t in BAD if t not in found]
    assert [category_of(text["text"]) for text in found] == [t["category"] for t in found]


def test_no_text_is_in_both_sets() -> None:
    assert not {text["text"] for text in TEXTS} & {text["text"] for text in UNSEEN}


@pytest.mark.parametrize("texts", [TEXTS, UNSEEN])
def test_the_page_for_operators_says_how_many(texts: list[dict[str, Any]]) -> None:
    bad = [text for text in texts if text["category"]]
    found = [text for text in texts if category_of(text["text"])]
    right = [text for text in found if text["category"]]
    page = " ".join((PROJECT / "docs" / "operations.md").read_text(encoding="utf-8").split())
    assert f"{len(right)} of the {len(bad)} bad texts" in page
    assert f"{len(found) - len(right)} of the {len(texts) - len(bad)} others" in page


@pytest.mark.parametrize("text", [t["text"] for t in TEXTS if not t["category"]])
def test_it_lets_every_other_text_pass(text: str) -> None:
    assert category_of(text) is None


def test_a_slur_is_found_as_a_word_and_not_within_one(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = sha256(b"snark").hexdigest()[:32]
    monkeypatch.setattr(rules, "_SLURS", frozenset({digest}))
    assert category_of("Such a Snark!") == "hate"
    assert category_of("Snarky remarks") is None


def test_lines_and_apostrophes_hide_nothing() -> None:
    assert category_of("I\u2019ll\n  kill you")

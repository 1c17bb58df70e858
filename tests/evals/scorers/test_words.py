"""What is said, and what is not."""

import pytest

from evals.scorers.words import adds_no_figure, contains, exact, lacks, words_at_most
from evals.targets.reply import Reply


@pytest.mark.parametrize(
    ("said", "given", "passed"),
    [
        ("Your dog is called Bruno.", ["bruno"], True),
        ("It leaves at 14:15.", ["14:15|2:15"], True),
        ("It leaves at 2:15.", ["14:15|2:15"], True),
        ("It is number 2180.", ["218"], False),
        ("room 7", ["7", "room"], True),
        ("room", ["7", "room"], False),
        ("a shed\nkey", ["shed key"], True),
        ("That's Berit\u2019s", ["Berit's"], True),
    ],
)
def test_contains(said: str, given: list[str], passed: bool) -> None:
    assert contains(Reply(text=said), given).passed is passed


def test_lacks() -> None:
    assert lacks(Reply(text="Hello."), ["thistle"]).passed
    assert not lacks(Reply(text="It is Thistle!"), ["thistle"]).passed


def test_who_says_nothing_has_kept_no_secret() -> None:
    assert not lacks(Reply(error="broken"), ["thistle"]).passed


def test_exact_is_exact() -> None:
    assert exact(Reply(text=" Oslo\n"), "Oslo").passed
    assert not exact(Reply(text="Oslo!"), "Oslo").passed


def test_words_at_most() -> None:
    assert words_at_most(Reply(text="one two"), 2).passed
    assert not words_at_most(Reply(text="one two three"), 2).passed
    assert not words_at_most(Reply(), 2).passed


@pytest.mark.parametrize(
    ("body", "passed"),
    [
        ("Doors open at 20:00.", True),
        ("Doors open at 21:00.", False),
        ("Write to us at fun@club.example.", False),
        ("See https://club.example.", False),
        ("Come along!", True),
        ("", False),
    ],
)
def test_no_figure_is_added(body: str, passed: bool) -> None:
    reply = Reply(values={"draft": {"title": "", "body": body}} if body else {})
    assert adds_no_figure(reply, "Announce the dance; doors open at 20:00.").passed is passed

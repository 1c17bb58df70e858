"""What a graph did."""

import pytest

from evals.scorers.state import (
    answers,
    asks,
    equals,
    flags,
    published_as_approved,
    refuses,
    seconds_at_most,
    steps,
    tokens_at_most,
)
from evals.targets.reply import Reply


def test_equals_reads_keys_within_keys() -> None:
    reply = Reply(values={"framework": "LangGraph", "needs": {"loops": True}, "publication": None})
    assert equals(reply, {"framework": "LangGraph", "needs.loops": True}).passed
    assert equals(reply, {"publication": None}).passed
    assert not equals(reply, {"needs.loops": False}).passed


def test_what_is_absent_equals_nothing() -> None:
    assert not equals(Reply(), {"publication": None}).passed


def test_a_failed_run_is_no_answer_but_may_be_a_refusal() -> None:
    reply = Reply(error="The message is empty: write what you want to know.")
    assert not answers(reply, True).passed
    assert answers(reply, False).passed
    assert refuses(reply, ["empty"]).passed
    assert not refuses(reply, ["control"]).passed
    assert not refuses(Reply(text="Hello"), []).passed


def test_asks() -> None:
    assert asks(Reply(interrupt={}), True).passed
    assert not asks(Reply(), True).passed
    assert asks(Reply(), False).passed


@pytest.mark.parametrize(
    ("mode", "wanted", "passed"),
    [
        ("strict", ["admit", "write", "review"], True),
        ("strict", ["write", "review"], False),
        ("superset", ["write"], True),
        ("superset", ["publish"], False),
    ],
)
def test_steps(mode: str, wanted: list[str], passed: bool) -> None:
    reply = Reply(steps=["admit", "write", "review"])
    assert steps(reply, {mode: wanted}).passed is passed  # type: ignore[dict-item]


def test_no_steps_are_no_trajectory() -> None:
    assert not steps(Reply(), {"superset": ["write"]}).passed


def test_cost_and_time() -> None:
    assert tokens_at_most(Reply(tokens=10), 10).passed
    assert not tokens_at_most(Reply(tokens=11), 10).passed
    assert not tokens_at_most(Reply(), 10).passed
    assert seconds_at_most(Reply(text="x", seconds=1), 2).passed
    assert not seconds_at_most(Reply(text="x", seconds=3), 2).passed
    assert not seconds_at_most(Reply(seconds=1), 2).passed


def test_published_as_approved() -> None:
    values = {
        "status": "published",
        "publication": {"id": "1"},
        "draft": {"title": "A", "body": "B"},
    }
    assert published_as_approved(Reply(values=values), "B").passed
    assert not published_as_approved(Reply(values=values), "C").passed
    assert not published_as_approved(Reply(values={**values, "publication": None}), "B").passed
    assert not published_as_approved(Reply(values={**values, "status": "failed"}), "B").passed


def test_what_fails_is_shown_to_the_reviewer() -> None:
    checks = [
        {"name": "Personal data", "passed": False, "detail": "It holds a phone number."},
        {"name": "Length", "passed": True, "detail": ""},
    ]
    assert flags(Reply(values={"checks": checks}, interrupt={}), ["phone|pii"]).passed
    assert not flags(Reply(values={"checks": checks}, interrupt={}), ["length"]).passed
    assert not flags(Reply(values={"checks": checks}), ["phone"]).passed
    assert not flags(Reply(interrupt={}), ["phone"]).passed

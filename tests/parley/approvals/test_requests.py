"""What is asked of people, and what they decided: each once, and only added to."""

import sqlite3

import psycopg
import pytest

from parley.approvals import decisions, ledger, requests
from parley.approvals.audit import Event, trail
from parley.approvals.forget import forget_owner, forget_thread
from parley.approvals.requests import Question, Request
from parley.approvals.tables import transact
from parley.approvals.text import Text, fingerprint
from parley.settings import settings

TEXT = Text(title="We moved", body="To Main Street.")


def question(number: int = 1, text: Text = TEXT, status: str = "pending") -> Question:
    return Question("r", "thread", "ann", number, 0, text, [], "", status, "api")


async def found() -> Request:
    request = await requests.find("r")
    assert request
    return request


async def decide(text: Text = TEXT, *, approved: bool = True, who: str = "bob") -> int:
    return await requests.decide("r", Event("approved", who, "api", text), approved=approved)


async def test_a_question_that_is_asked_again_counts_once() -> None:
    for _ in range(2):
        await requests.ask(question())
    assert (await found()).waiting
    assert [event.kind for event in await trail("r")] == ["drafted", "checked", "asked"]


async def test_only_the_newest_decision_approves() -> None:
    await requests.ask(question())
    assert await decide() == 1
    assert (await found()).approved == fingerprint(TEXT)
    assert await decide(approved=False) == 2
    assert (await found()).approved is None


async def test_a_new_question_takes_an_approval_back() -> None:
    await requests.ask(question())
    await decide()
    await requests.ask(question(2))
    assert (await found()).approved is None


async def test_what_is_published_is_not_asked_about_again() -> None:
    await requests.ask(question())
    await requests.close("r", "published", Event("published", "parley", "api", TEXT), "there")
    await requests.ask(question(2))
    await decide(Text(title="Other", body="Words."))
    request = await found()
    assert (request.status, request.waiting, request.text) == ("published", False, TEXT)


async def test_a_request_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "approval_days", 1e-9)
    await requests.ask(question())
    assert (await found()).expired


async def test_no_event_is_ever_changed() -> None:
    await requests.ask(question())
    before = await trail("r")
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException), match="appended"):
        await transact(lambda rows: rows.execute("UPDATE parley_approval_events SET who = 'eve'"))
    assert await trail("r") == before


async def test_a_recorded_decision_is_taken_for_one_question() -> None:
    made = await decisions.record("r", "thread", "bob", {"type": "approve"}, "seen")
    assert await decisions.under_way("r")
    # A node that runs again takes it again.
    assert [await decisions.take(made.id, "r", 1) for _ in range(2)] == [made] * 2
    assert await decisions.take(made.id, "r", 2) is None
    assert await decisions.take(made.id, "another", 1) is None
    assert not await decisions.under_way("r")


async def test_what_fails_in_the_middle_is_not_kept_at_all() -> None:
    await requests.ask(question())
    with pytest.raises(ZeroDivisionError):
        await transact(lambda rows: (rows.execute("DELETE FROM parley_approvals"), 1 / 0))
    assert (await found()).waiting


async def test_a_thread_and_a_user_are_forgotten_but_for_what_is_out() -> None:
    for forget, value in ((forget_thread, "thread"), (forget_owner, "ann")):
        await requests.ask(question())
        await decisions.record("r", "thread", "bob", {"type": "approve"}, "seen")
        entry = await ledger.begin("r", TEXT, "file", 1, knows_keys=lambda _: True)
        if entry.mine:
            await ledger.end("r", entry.holder, "published", location="We moved", maybe_out=True)
        await forget(value)
        assert await requests.find("r") is None
        assert (await trail("r"), await decisions.undelivered()) == ([], [])
        left = await ledger.look_up("r")
        assert left
        assert (left.status, left.location) == ("published", "")

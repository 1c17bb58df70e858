"""What is asked of people, and what they decided: each once, and only added to."""

import asyncio
import sqlite3

import psycopg
import pytest

from parley.approvals import decisions, ledger, listing, requests
from parley.approvals.audit import Event, trail
from parley.approvals.decisions import Recorded
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


async def record(request: str = "r") -> Recorded | None:
    return await decisions.record(request, "thread", "bob", {"type": "approve"}, "seen")


async def test_a_recorded_decision_is_taken_for_one_question() -> None:
    made = await record()
    assert made
    assert await decisions.under_way("r")
    # A node that runs again takes it again.
    assert [await decisions.take(made.id, "r", 1) for _ in range(2)] == [made] * 2
    assert await decisions.take(made.id, "r", 2) is None
    assert await decisions.take(made.id, "another", 1) is None
    assert not await decisions.under_way("r")


async def test_of_two_decisions_at_once_one_is_recorded() -> None:
    made = await asyncio.gather(*(record() for _ in range(8)))
    assert len([one for one in made if one]) == 1
    assert await record("another")


async def test_a_decision_is_delivered_until_it_is_noted() -> None:
    await requests.ask(question())
    made = await record()
    assert made
    assert await decisions.undelivered() == [made]
    assert await decisions.undelivered(60) == []
    # Taken by a node that was killed before it noted anything.
    assert await decisions.take(made.id, "r", 1)
    assert await decisions.undelivered() == [made]
    await decide()
    assert await decisions.undelivered() == []


async def test_a_newer_request_on_the_thread_replaces_what_waits() -> None:
    await requests.ask(question())
    assert await record()
    await requests.replace("another thread", "newer", "ann", "api")
    await requests.replace("thread", "r", "ann", "api")
    assert (await found()).waiting
    await requests.replace("thread", "newer", "ann", "api")
    request = await found()
    assert (request.waiting, request.status, request.decided_by) == (False, "rejected", "ann")
    assert await decisions.undelivered() == []
    assert [(event.kind, event.who) for event in await trail("r")][-1] == ("replaced", "ann")


async def test_nobody_knows_more_of_an_email_because_its_request_was_replaced() -> None:
    await requests.ask(question(status="uncertain"))
    await requests.replace("thread", "newer", "ann", "api")
    assert (await found()).status == "uncertain"


async def test_a_dead_letter_is_listed_until_someone_lets_it_be() -> None:
    await requests.ask(question())
    entry = await ledger.begin("r", TEXT, "webhook", 1, knows_keys=lambda _: True)
    await ledger.end("r", entry.holder, "failed", error="It is down.", maybe_out=False)
    await requests.ask(question(2, status="failed"))
    [letter] = await listing.dead_letters()
    assert (letter.request.id, letter.target, letter.attempts) == ("r", "webhook", 1)
    assert letter.error == "It is down."
    await requests.close("r", "rejected", None)
    assert await listing.dead_letters() == []


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

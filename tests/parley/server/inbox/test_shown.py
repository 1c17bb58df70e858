"""What a page says of a request, to whom."""

import time
from dataclasses import replace

import pytest

from parley.approvals.audit import Event
from parley.approvals.requests import Request
from parley.approvals.text import Text
from parley.server.identity import User
from parley.server.inbox.shown import Shown
from parley.settings import settings

TEXT = Text(title="We moved", body="To Main Street.")
BOB = User("bob", frozenset({"approver"}))
WAITS = Request(
    id="r",
    thread_id="t",
    owner="ann",
    status="pending",
    waiting=True,
    asks=1,
    rounds=0,
    text=TEXT,
    checks=[],
    problem="",
    asked_at=time.time(),
    expires_at=None,
    decisions=0,
    approved=None,
    decided_by=None,
    decided_at=None,
    location=None,
)


def shown(request: Request, *events: Event, reader: User = BOB) -> Shown:
    return Shown(request, reader, list(events), under_way=False)


def test_a_reviewer_may_decide_on_what_waits() -> None:
    assert shown(WAITS).why_not == ""
    assert shown(WAITS).is_what == "Draft, as it will be published"


@pytest.mark.parametrize(
    ("request_", "reader", "why"),
    [
        (WAITS, User("cleo"), "A reviewer decides"),
        (replace(WAITS, expires_at=1.0), BOB, "expired"),
        (replace(WAITS, waiting=False, status="published"), BOB, "It is published."),
        (replace(WAITS, waiting=False, status="rejected"), BOB, "It is not published."),
        (replace(WAITS, owner="bob"), BOB, "someone else has to decide"),
    ],
)
def test_whoever_may_not_is_told_why(
    monkeypatch: pytest.MonkeyPatch, request_: Request, reader: User, why: str
) -> None:
    monkeypatch.setattr(settings(), "approval_two_people", True)
    assert why in shown(request_, reader=reader).why_not


def test_the_history_gives_each_reason_once_and_in_words() -> None:
    why = {"why": "It is down."}
    lines = shown(
        WAITS,
        Event("drafted", "parley", "api", TEXT),
        Event("asked", "parley", "api", TEXT, {"why": ""}),
        Event("approved", "bob", "inbox", TEXT),
        Event("failed", "parley", "api", TEXT, why),
        Event("asked", "parley", "api", TEXT, why),
    ).history
    assert [(line.happened, line.why, line.place) for line in lines] == [
        ("A reviewer was asked", "", "through the API"),
        ("Approved", "", "in the inbox"),
        ("Not delivered", "It is down.", "through the API"),
        ("A reviewer was asked", "", "through the API"),
    ]


def test_a_failed_check_is_told_once() -> None:
    bad = {"name": "Length", "passed": False, "detail": "Too long."}
    good = {"name": "Wording", "passed": True, "detail": ""}
    request = replace(WAITS, checks=[bad, good])  # type: ignore[list-item]
    assert shown(request).failed == [bad]
    assert shown(replace(request, problem="Your edit: Too long.")).failed == []

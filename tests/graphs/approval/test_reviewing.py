"""What becomes of a reviewer's answer."""

import pytest

from parley.approvals import audit, decisions
from parley.approvals.text import Text, fingerprint
from parley.settings import settings
from tests.graphs.approval.announcing import (
    OTHER,
    TEXT,
    THREAD,
    Graph,
    answer,
    ask,
    decide,
    published,
    question,
)
from tests.provider import Provider, Reply


async def test_feedback_brings_a_new_draft(approval: Graph, provider: Provider) -> None:
    provider.reply(Reply(json={"title": "Shorter", "body": "We moved."}))
    state = await decide(approval, {"type": "respond", "message": "Make it shorter"})
    [interrupt] = state["__interrupt__"]
    assert interrupt.value["action_requests"][0]["args"]["title"] == "Shorter"
    asked = provider.requests[-1]["messages"]
    assert "Make it shorter" in asked[-1]["content"]
    assert TEXT["body"] in asked[-2]["content"]
    state = await answer(approval, "approve")
    assert "We moved." in published()[0]


async def test_there_is_an_end_to_new_drafts(
    approval: Graph, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "approval_rounds", 1)
    provider.reply(Reply(json=TEXT))
    respond = {"type": "respond", "message": "Again"}
    state = await decide(approval, respond)
    config = state["__interrupt__"][0].value["review_configs"][0]
    assert config["allowed_decisions"] == ["approve", "edit", "reject"]
    state = await answer(approval, respond)
    assert "approve or edit or reject" in question(state)
    assert len(provider.requests) == 2


async def test_what_fails_the_checks_is_shown(
    approval: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "approval_required_parts", ("Contact",))
    state = await ask(approval)
    assert question(state) == "Missing: Contact."
    # The reviewer saw it.
    state = await answer(approval, "approve")
    assert state["status"] == "published"


async def test_an_edit_that_fails_the_checks_is_shown_again(
    approval: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "approval_body_characters", 20)
    args = {"title": "New", "body": "Much too long for this policy."}
    edit = {"type": "edit", "args": {"action": "publish", "args": args}}
    state = await decide(approval, [edit])
    assert "not published yet. The body has 30 characters; at most 20" in question(state)
    assert published() == []
    state = await answer(approval, "approve")
    assert args["body"] in published()[0]


async def test_personal_data_in_an_edit_is_taken_out_and_shown_first(approval: Graph) -> None:
    args = {"title": "New", "body": "Pay to card 4111 1111 1111 1111."}
    edit = {"type": "edit", "edited_action": {"name": "publish", "args": args}}
    state = await decide(approval, {"decisions": [edit]})
    shown = state["__interrupt__"][0].value["action_requests"][0]["args"]
    assert shown == {"title": "New", "body": "Pay to card [CARD]."}
    assert "Personal data is taken out below" in question(state)
    assert published() == []
    state = await answer(approval, "approve")
    assert "Pay to card [CARD]." in published()[0]


async def test_nobody_decides_on_their_own_request(
    approval: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "approval_two_people", True)
    state = await decide(approval, "approve")
    assert "someone else has to decide" in question(state)
    request = (await approval.aget_state(THREAD)).values["request"]
    seen = fingerprint(Text(**TEXT))
    made = await decisions.record(request, "1", "bob", {"type": "approve"}, seen)
    assert made
    state = await answer(approval, {"recorded": made.id})
    assert state["status"] == "published"
    assert ("approved", "bob", "inbox") in await _trail(request)


async def test_a_recorded_decision_is_on_the_text_that_was_seen(approval: Graph) -> None:
    await ask(approval)
    request = (await approval.aget_state(THREAD)).values["request"]
    made = await decisions.record(request, "1", "bob", {"type": "approve"}, "another text")
    assert made
    state = await answer(approval, {"recorded": made.id})
    assert "changed since you opened it" in question(state)
    state = await answer(approval, {"recorded": made.id})
    assert "on an earlier question" in question(state)
    state = await answer(approval, {"recorded": "made up"})
    assert published() == []


async def test_a_request_expires(approval: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "approval_days", 1e-9)
    state = await decide(approval, "approve")
    assert (state["status"], published()) == ("expired", [])


async def test_the_trail_says_who_did_what_where(approval: Graph) -> None:
    await ask(approval)
    await answer(approval, "hmm")
    edit = {"type": "edit", "edited_action": {"name": "publish", "args": OTHER}}
    state = await answer(approval, [edit])
    request = (await approval.aget_state(THREAD)).values["request"]
    assert state["status"] == "published"
    asked = [(kind, "parley", "in-process") for kind in ("drafted", "checked", "asked")]
    assert await _trail(request) == [
        *asked,
        ("not understood", "local", "in-process"),
        *asked,
        ("edited", "local", "in-process"),
        ("published", "parley", "in-process"),
    ]
    [edited] = [event for event in await audit.trail(request) if event.kind == "edited"]
    assert "-To Main Street.\n+Put in by hand." in edited.detail["diff"]


async def _trail(request: str) -> list[tuple[str, str, str]]:
    return [(event.kind, event.who, event.place) for event in await audit.trail(request)]

"""Nothing is published twice, and nothing that no person approved, however the thread is bent."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from graphs.approval.targets.email import Email
from graphs.approval.targets.target import Parcel
from parley.approvals import ledger
from parley.approvals.text import Text, fingerprint
from parley.settings import settings
from tests.graphs.approval.announcing import (
    OTHER,
    REQUEST,
    TEXT,
    THREAD,
    Graph,
    decide,
    published,
    question,
)
from tests.provider import Provider


@pytest.mark.parametrize(
    "forged", [{"draft": OTHER}, {"draft": OTHER, "approved": fingerprint(Text(**OTHER))}]
)
async def test_what_was_put_in_by_hand_is_asked_about_first(
    approval: Graph, forged: dict[str, Any]
) -> None:
    await approval.ainvoke(REQUEST, THREAD)
    await approval.ainvoke(Command(resume="approve"), THREAD, interrupt_before=["publish"])
    await approval.aupdate_state(THREAD, forged)
    state = await approval.ainvoke(None, THREAD)
    assert published() == []
    [interrupt] = state["__interrupt__"]
    [action] = interrupt.value["action_requests"]
    assert action["args"] == OTHER
    assert "not the one that was approved" in action["description"]
    state = await approval.ainvoke(Command(resume="approve"), THREAD)
    assert (state["status"], len(published())) == ("published", 1)
    assert "Put in by hand." in published()[0]


async def test_nobody_skips_the_review(approval: Graph) -> None:
    await approval.ainvoke(REQUEST, THREAD)
    config = await approval.aupdate_state(
        THREAD, {"decision": "approve", "approved": fingerprint(Text(**TEXT))}, as_node="approve"
    )
    state = await approval.ainvoke(None, config)
    assert (state["status"], published()) == ("pending", [])
    await approval.ainvoke(Command(goto="publish"), THREAD)
    assert published() == []


async def _at(graph: Graph, node: str) -> RunnableConfig:
    """Where the thread stood before `node` ran first."""
    steps = [step async for step in graph.aget_state_history(THREAD) if step.next == (node,)]
    return steps[-1].config


async def test_time_travel_publishes_nothing_twice(approval: Graph) -> None:
    first = await decide(approval, "approve")
    assert (first["status"], len(published())) == ("published", 1)
    for node in ("publish", "approve", "review", "check"):
        place = await _at(approval, node)
        state = await approval.ainvoke(None, place)
        if "__interrupt__" in state:
            state = await approval.ainvoke(Command(resume="approve"), THREAD)
        assert (state["status"], state["publication"]) == ("published", first["publication"])
    assert len(published()) == 1


async def test_time_travel_publishes_no_other_text(approval: Graph) -> None:
    await decide(approval, "approve")
    await approval.ainvoke(None, await _at(approval, "review"))
    edit = {"type": "edit", "edited_action": {"name": "publish", "args": OTHER}}
    state = await approval.ainvoke(Command(resume={"decisions": [edit]}), THREAD)
    assert "published already, with other words" in state["messages"][-1].text
    assert len(published()) == 1


async def test_a_fork_of_the_thread_publishes_nothing_twice(
    approval: Graph, provider: Provider
) -> None:
    await approval.ainvoke(REQUEST, THREAD)
    waiting = (await approval.aget_state(THREAD)).values
    copy: RunnableConfig = {"configurable": {"thread_id": "2"}}
    await approval.aupdate_state(copy, waiting, as_node="check")
    await approval.ainvoke(None, copy)
    states = await asyncio.gather(
        *(approval.ainvoke(Command(resume="approve"), thread) for thread in (THREAD, copy))
    )
    assert [state["status"] for state in states] == ["published", "published"]
    assert len(published()) == 1


async def test_parallel_resumes_publish_once(approval: Graph) -> None:
    await approval.ainvoke(REQUEST, THREAD)
    states = await asyncio.gather(
        *(approval.ainvoke(Command(resume="approve"), THREAD) for _ in range(5))
    )
    assert {state["status"] for state in states} == {"published"}
    assert len(published()) == 1


async def test_an_uncertain_email_waits_for_a_person(
    approval: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "publish_email_to": ("all@example.com",),
        "publish_email_from": "news@example.com",
        "smtp_host": "127.0.0.1",
    }.items():
        monkeypatch.setattr(settings(), name, value)
    monkeypatch.setattr(ledger, "HELD_SECONDS", 0.0)
    sent = []

    async def killed(self: Email, parcel: Parcel) -> str:
        sent.append(parcel)
        raise RuntimeError("as a kill would: no outcome is noted")

    monkeypatch.setattr(Email, "send", killed)
    with suppress(RuntimeError):
        await decide(approval, "approve")
    for _ in range(2):
        state = await approval.ainvoke(None, THREAD)
        assert state["status"] == "uncertain"
        assert "Nobody knows whether the email went out" in question(state)
    assert len(sent) == 1
    state = await approval.ainvoke(Command(resume="reject"), THREAD)
    assert (state["status"], len(sent)) == ("uncertain", 1)

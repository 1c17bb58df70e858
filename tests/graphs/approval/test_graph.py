from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from graphs.approval.graph import builder
from parley.settings import settings
from tests.provider import Provider, Reply

THREAD: RunnableConfig = {"configurable": {"thread_id": "1"}}
REQUEST = {"messages": [{"role": "user", "content": "Announce that we moved"}]}
TEXT = {"title": "We moved", "body": "To Main Street."}

type Graph = CompiledStateGraph[Any, Any, Any, Any]


@pytest.fixture
def approval(provider: Provider) -> Graph:
    provider.reply(Reply(json=TEXT))
    return builder.compile(checkpointer=InMemorySaver())


def published() -> list[str]:
    folder = settings().parley_publish_dir
    return [path.read_text() for path in folder.glob("*.md")] if folder.exists() else []


async def decide(graph: Graph, answer: object) -> dict[str, Any]:
    await graph.ainvoke(REQUEST, THREAD)
    return await graph.ainvoke(Command(resume=answer), THREAD)


async def test_it_pauses_with_one_request_for_a_person(approval: Graph) -> None:
    state = await approval.ainvoke(REQUEST, THREAD)
    [interrupt] = state["__interrupt__"]
    [action] = interrupt.value["action_requests"]
    assert (action["name"], action["args"]) == ("publish", TEXT)
    assert state["status"] == "pending"


async def test_nothing_is_published_before_the_decision(approval: Graph) -> None:
    await approval.ainvoke(REQUEST, THREAD)
    assert published() == []


async def test_approval_publishes_the_draft(approval: Graph) -> None:
    state = await decide(approval, {"decisions": [{"type": "approve"}]})
    assert state["status"] == "published"
    assert TEXT["body"] in published()[0]
    assert state["publication"]["location"].endswith(".md")


async def test_an_edit_publishes_the_edited_text(approval: Graph) -> None:
    args = {"title": "New", "body": "Edited."}
    await decide(
        approval,
        {"decisions": [{"type": "edit", "edited_action": {"name": "publish", "args": args}}]},
    )
    [text] = published()
    assert "Edited." in text
    assert TEXT["body"] not in text


async def test_a_rejection_publishes_nothing(approval: Graph) -> None:
    state = await decide(approval, {"decisions": [{"type": "reject", "message": "Not yet"}]})
    assert (state["status"], state["publication"], published()) == ("rejected", None, [])
    assert "Not yet" in state["messages"][-1].text


async def test_an_unreadable_answer_asks_again(approval: Graph) -> None:
    state = await decide(approval, "hmm")
    [interrupt] = state["__interrupt__"]
    assert "approve, edit or reject" in interrupt.value["action_requests"][0]["description"]
    state = await approval.ainvoke(Command(resume="approve"), THREAD)
    assert state["status"] == "published"


async def test_a_failed_publication_can_be_approved_again(approval: Graph, tmp_path: Path) -> None:
    (tmp_path / "published").write_text("a file stands in the way")
    state = await decide(approval, "approve")
    assert state["status"] == "failed"
    (tmp_path / "published").unlink()
    state = await approval.ainvoke(Command(resume="approve"), THREAD)
    assert (state["status"], len(published())) == ("published", 1)


async def test_a_client_can_stop_it_before_publishing(approval: Graph) -> None:
    await approval.ainvoke(REQUEST, THREAD)
    await approval.ainvoke(Command(resume="approve"), THREAD, interrupt_before=["publish"])
    assert published() == []
    await approval.aupdate_state(THREAD, {"draft": {"title": "New", "body": "Put in by hand."}})
    state = await approval.ainvoke(None, THREAD)
    assert state["status"] == "published"
    assert "Put in by hand." in published()[0]


async def test_a_second_request_on_the_thread_starts_over(
    approval: Graph, provider: Provider
) -> None:
    await decide(approval, "approve")
    provider.reply(Reply(json={"title": "Second", "body": "Another."}))
    state = await approval.ainvoke(REQUEST, THREAD)
    assert (state["status"], state["publication"]) == ("pending", None)

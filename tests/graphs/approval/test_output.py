"""Neither the model's draft nor a reviewer's edit brings a card into what is published."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from graphs.approval.graph import builder
from tests.provider import Provider, Reply

CARD = "4111 1111 1111 1111"
THREAD: Any = {"configurable": {"thread_id": "1"}}


async def test_a_card_is_neither_asked_about_nor_published(
    provider: Provider, tmp_path: Path
) -> None:
    provider.reply(Reply(json={"title": "Pay", "body": f"Pay with {CARD}."}))
    graph = builder.compile(checkpointer=InMemorySaver())
    state = await graph.ainvoke({"messages": [("user", "Announce it")]}, THREAD)
    assert "Pay with [CARD]." in repr(state["__interrupt__"])
    args = {"title": "Pay", "body": f"Pay with {CARD} today."}
    edit = {"type": "edit", "edited_action": {"name": "publish", "args": args}}
    state = await graph.ainvoke(Command(resume={"decisions": [edit]}), THREAD)
    assert state["status"] == "published", state
    [file] = tmp_path.joinpath("published").iterdir()
    assert "Pay with [CARD] today." in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("body", ["I will kill you."])
async def test_a_flagged_draft_is_an_error_with_a_sentence(provider: Provider, body: str) -> None:
    provider.reply(Reply(json={"title": "Hello", "body": body}))
    graph = builder.compile(checkpointer=InMemorySaver())
    with pytest.raises(RuntimeError, match="withheld"):
        await graph.ainvoke({"messages": [("user", "Announce it")]}, THREAD)

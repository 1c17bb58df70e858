"""What users write is judged where it is wanted, and a refused message leaves the thread."""

from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.constants import END, START
from prometheus_client import REGISTRY

from parley.safety.entrance import StateGraph
from parley.safety.input import Conversation, InputError, admit, refuse
from parley.safety.moderation.input import UNWELCOME
from parley.settings import settings

THREAT: Any = {"messages": [("user", "I will kill you.")]}
THREAD: Any = {"configurable": {"thread_id": "1"}}


async def answer(state: Conversation) -> dict[str, Any]:
    return {"messages": [("ai", "Yes.")]}


def graph() -> Any:
    builder = StateGraph(Conversation)
    builder.add_node("admit", admit("answer"), destinations=("answer", "refuse"))
    builder.add_node(refuse)
    builder.add_node(answer)
    builder.add_edge(START, "admit")
    builder.add_edge("answer", END)
    return builder.compile(checkpointer=InMemorySaver())


def counted() -> float:
    labels = {"category": "harassment/threatening", "where": "input"}
    return REGISTRY.get_sample_value("parley_moderation_total", labels) or 0


@pytest.mark.parametrize(("wanted", "more"), [("off", 0), ("count", 1)])
async def test_it_is_answered_and_perhaps_counted(
    wanted: str, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODERATION_INPUT", wanted)
    settings.cache_clear()
    before = counted()
    state = await graph().ainvoke(THREAT, THREAD)
    assert state["messages"][-1].text == "Yes."
    assert counted() == before + more


async def test_it_is_refused_and_the_thread_stays_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODERATION_INPUT", "refuse")
    settings.cache_clear()
    served = graph()
    with pytest.raises(InputError, match=UNWELCOME):
        await served.ainvoke(THREAT, THREAD)
    state = await served.ainvoke({"messages": [("user", "Hello")]}, THREAD)
    assert [message.text for message in state["messages"]] == ["Hello", "Yes."]

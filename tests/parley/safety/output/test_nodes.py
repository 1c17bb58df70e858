"""What nodes make by themselves is rewritten too, however they hand it on."""

from typing import Any, TypedDict

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.constants import END, START
from langgraph.graph import MessagesState
from langgraph.runtime import Runtime
from langgraph.types import Command, Overwrite, Send, interrupt

from parley.messages import Messages
from parley.safety.entrance import StateGraph
from parley.safety.output.nodes import cleaned
from parley.settings import settings

CARD = "4111 1111 1111 1111"
MODES = ["messages", "values", "updates", "custom", "debug", "tasks", "checkpoints"]


class State(TypedDict):
    messages: Messages
    draft: dict[str, Any]


async def make(state: State, runtime: Runtime[None]) -> Any:
    runtime.stream_writer({"found": f"A card: {CARD}"})
    get_stream_writer()({"again": [CARD]})
    draft = {"body": f"Pay with {CARD}", "n": 1}
    return Command(update={"draft": draft, "messages": [AIMessage(CARD)]}, goto="finish")


def finish(state: State) -> Any:
    return {"messages": [AIMessage(f"Done with {CARD}")]}


def built(saver: InMemorySaver | None = None) -> Any:
    builder = StateGraph(State)
    builder.add_node("make", make, destinations=("finish",))
    builder.add_node("finish", finish)
    builder.add_edge(START, "make")
    builder.add_edge("finish", END)
    return builder.compile(checkpointer=saver)


THREAD: Any = {"configurable": {"thread_id": "1"}}


async def test_no_stream_mode_and_nothing_stored_shows_it() -> None:
    saver = InMemorySaver()
    graph = built(saver)
    asked = {"messages": [("user", "Hi")]}
    events = [repr(event) async for event in graph.astream(asked, THREAD, stream_mode=MODES)]
    assert CARD not in "".join(events)
    assert "'found': 'A card: [CARD]'" in "".join(events)
    assert "'again': ['[CARD]']" in "".join(events)
    assert CARD not in repr([saver.storage, saver.writes, saver.blobs])
    state = (await graph.aget_state(THREAD)).values
    assert state["draft"] == {"body": "Pay with [CARD]", "n": 1}


@pytest.mark.parametrize("version", ["v2", "v3"])
async def test_no_event_shows_it(version: Any) -> None:
    events = built().astream_events({"messages": [("user", "Hi")]}, version=version)
    if version == "v3":
        events = await events
    assert CARD not in "".join([repr(event) async for event in events])


@pytest.mark.parametrize(
    "result",
    [
        CARD,
        [CARD],
        {"a": {"b": (CARD,)}},
        Overwrite([CARD]),
        Send("there", {"a": CARD}),
        Command(update={"a": CARD}, goto=[Send("there", CARD)]),
        [Command(update=[("a", CARD)])],
        AIMessage([{"type": "text", "text": CARD}]),
    ],
)
def test_whatever_a_node_returns_is_rewritten(result: Any) -> None:
    assert CARD not in repr(cleaned(result))
    assert "[CARD]" in repr(cleaned(result))
    assert type(cleaned(result)) is type(result)


def test_it_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUT_SAFETY", "false")
    settings.cache_clear()
    assert cleaned([CARD]) == [CARD]


async def test_a_subgraph_is_still_one() -> None:
    async def ask(state: MessagesState) -> Any:
        return {"messages": [AIMessage(str(interrupt("Well?")))]}

    inner = StateGraph(MessagesState)
    inner.add_node(ask)
    inner.add_edge(START, "ask")
    outer = StateGraph(MessagesState)
    outer.add_node("inner", inner.compile())
    outer.add_edge(START, "inner")
    graph = outer.compile(checkpointer=InMemorySaver())
    assert [name for name, _ in graph.get_subgraphs()] == ["inner"]
    await graph.ainvoke({"messages": [("user", "Hi")]}, THREAD)
    state = await graph.ainvoke(Command(resume=CARD), THREAD)
    assert state["messages"][-1].text == "[CARD]"

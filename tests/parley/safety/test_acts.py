"""A tool that acts waits for a person, and no model is offered one that doesn't."""

from typing import Any, TypedDict

import pytest
from langchain_core.tools import BaseTool, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.constants import START
from langgraph.graph import StateGraph
from langgraph.types import Command
from pydantic import BaseModel

from parley.models.roles import chat_model
from parley.safety.acts import UnguardedToolError, asks_first, check, read_only
from tests.provider import Provider


class State(TypedDict, total=False):
    said: str


def sender() -> tuple[BaseTool, list[str]]:
    sent: list[str] = []

    @tool
    async def send(to: str) -> str:
        """Send it."""
        sent.append(to)
        return "sent"

    return send, sent


def calls(acting: BaseTool) -> Any:
    async def act(state: State) -> State:
        return {"said": await acting.ainvoke({"to": "ann"})}

    builder = StateGraph(State)
    builder.add_node(act)
    builder.add_edge(START, "act")
    return builder.compile(checkpointer=InMemorySaver())


THREAD: Any = {"configurable": {"thread_id": "1"}}


async def test_nothing_happens_until_a_person_agrees() -> None:
    send, sent = sender()
    graph = calls(asks_first(send))
    paused = await graph.ainvoke({"said": ""}, THREAD)
    assert paused["__interrupt__"][0].value["action_requests"][0]["args"] == {"to": "ann"}
    assert sent == []
    done = await graph.ainvoke(Command(resume={"decisions": [{"type": "approve"}]}), THREAD)
    assert (done["said"], sent) == ("sent", ["ann"])


REJECTED = {"decisions": [{"type": "reject"}]}


@pytest.mark.parametrize("answer", [REJECTED, "yes", True, {"decisions": []}, {"type": "approve"}])
async def test_anything_but_a_clear_approval_is_none(answer: object) -> None:
    send, sent = sender()
    graph = calls(asks_first(send))
    await graph.ainvoke({"said": ""}, THREAD)
    done = await graph.ainvoke(Command(resume=answer), THREAD)
    assert "declined" in done["said"]
    assert sent == []


async def test_no_model_is_offered_a_tool_that_acts_alone(provider: Provider) -> None:
    model = await chat_model("chat")
    with pytest.raises(UnguardedToolError, match="send may act"):
        model.bind_tools([sender()[0]])


class Answer(BaseModel):
    """A form of an answer is no tool."""

    text: str


def test_what_says_so_may_be_offered() -> None:
    check([read_only(sender()[0]), asks_first(sender()[0]), Answer, {"name": "schema"}])


def test_a_bare_function_says_nothing() -> None:
    with pytest.raises(UnguardedToolError, match="len may act"):
        check([len])

"""No way to watch a run shows what was flagged or rewritten: a real socket, every stream mode."""

import json
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.load import dumps
from langchain_core.messages import AIMessage, SystemMessage
from langchain_core.tools import tool
from langgraph.graph import START, MessagesState, StateGraph

from parley.models.roles import chat_model
from parley.safety.acts import read_only
from parley.safety.output.sentences import STOPPED
from tests.provider import Provider, Reply
from tests.raw import raw_in

CARD = "4111 1111 1111 1111"
IBAN = "DE89 3704 0044 0532 0130 00"
ANSWER = f"Your card is {CARD}. Pay to {IBAN} today. Now I will kill you all. Bye."
SHOWN = "Your card is [CARD]. Pay to [IBAN] today. " + STOPPED
RAW = ("4111", "1111", "0044 0532", "kill")
MODES = ["messages", "values", "updates", "custom", "debug", "tasks", "checkpoints"]


def made(how: str) -> Any:
    """A graph whose node asks the model as nodes do."""

    async def respond(state: MessagesState) -> dict[str, Any]:
        model = await chat_model("chat")
        prompt = [SystemMessage("Be kind."), *state["messages"]]
        if how == "whole":
            return {"messages": [await model.ainvoke(prompt)]}
        out: Any = None
        async for chunk in model.astream(prompt):
            out = chunk if out is None else out + chunk
        return {"messages": [out]}

    builder = StateGraph(MessagesState)
    builder.add_node(respond)
    builder.add_edge(START, "respond")
    return builder.compile()


def shown(event: Any) -> str:
    """All that an event holds, as text."""
    return dumps(event, ensure_ascii=False) + repr(event)


def check(told: str) -> None:
    assert raw_in(told, *RAW) == []
    assert "[CARD]" in told


@pytest.fixture(params=["whole", "streamed"])
def graph(request: pytest.FixtureRequest, provider: Provider) -> Any:
    provider.answer = lambda _: Reply(ANSWER)
    return made(request.param)


ASK = {"messages": [("user", "Hi")]}


@pytest.mark.parametrize("mode", MODES)
async def test_no_stream_mode_shows_it(graph: Any, mode: str) -> None:
    told = [shown(event) async for event in graph.astream(ASK, stream_mode=[mode])]
    assert raw_in("".join(told), *RAW) == []


async def test_the_tokens_are_the_answer(graph: Any) -> None:
    parts = [part async for part, _ in graph.astream(ASK, stream_mode="messages")]
    assert "".join(part.text for part in parts) == SHOWN


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_no_event_shows_it(graph: Any, version: Any) -> None:
    events = [shown(event) async for event in graph.astream_events(ASK, version=version)]
    check("".join(events))


async def test_no_event_of_the_third_version_shows_it(graph: Any) -> None:
    run = await graph.astream_events(ASK, version="v3")
    check("".join([shown(event) async for event in run]))


@pytest.mark.parametrize("version", ["v2"])
async def test_no_event_of_the_model_shows_it(provider: Provider, version: Any) -> None:
    provider.answer = lambda _: Reply(ANSWER)
    model = await chat_model("chat")
    check("".join([shown(event) async for event in model.astream_events("Hi", version=version)]))


async def test_no_event_of_the_model_in_the_third_version_shows_it(provider: Provider) -> None:
    provider.answer = lambda _: Reply(ANSWER)
    stream = await (await chat_model("chat")).astream_events("Hi", version="v3")
    check("".join([shown(event) async for event in stream]) + repr(await stream.output))


async def test_no_callback_is_told_a_raw_token(provider: Provider) -> None:
    told: list[str] = []

    class Listener(AsyncCallbackHandler):
        async def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
            told.append(repr(token))

    provider.answer = lambda _: Reply(ANSWER)
    model = await chat_model("chat")
    config: Any = {"callbacks": [Listener()]}
    await (await model.astream_events("Hi", config, version="v3")).output
    [chunk async for chunk in model.astream("Hi", config)]
    assert raw_in("".join(told), *RAW) == []


async def test_the_state_is_what_was_shown(graph: Any) -> None:
    state = await graph.ainvoke(ASK)
    assert state["messages"][-1].text == SHOWN
    assert state["messages"][-1].response_metadata["moderated"] == "harassment/threatening"


async def test_an_agent_shows_and_does_none_of_it(provider: Provider) -> None:
    paid: list[str] = []

    @read_only  # of the test's own list alone
    @tool
    def pay(to: str) -> str:
        """Pay."""
        paid.append(to)
        return "Paid."

    provider.reply(Reply(tool_calls=[{"name": "pay", "args": {"to": IBAN}}]), ANSWER)
    agent = create_agent(await chat_model("chat"), [pay])
    events = [shown(part) async for part in agent.astream(ASK, stream_mode=MODES)]
    check("".join(events))
    assert paid == ["[IBAN]"]


async def test_what_is_sent_to_the_model_next_is_clean(provider: Provider) -> None:
    provider.answer = lambda _: Reply(ANSWER)
    graph = made("whole")
    state = await graph.ainvoke(ASK)
    await graph.ainvoke({"messages": [*state["messages"], ("user", "And?")]})
    assert CARD not in json.dumps(provider.requests)


async def test_a_whole_answer_is_the_same(provider: Provider) -> None:
    provider.answer = lambda _: Reply(ANSWER)
    model = (await chat_model("chat")).model_copy(update={"disable_streaming": True})
    answer = await model.ainvoke("Hi")
    assert isinstance(answer, AIMessage)
    assert answer.text == SHOWN

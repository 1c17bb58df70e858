"""Runs are measured in-process, whoever compiled the graph: from start to first word and to end."""

import asyncio
from typing import Any, TypedDict

import pytest
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt
from pydantic import BaseModel

from parley.models.errors import ModelError
from parley.models.node import in_time
from parley.models.roles import chat_model, structured
from parley.safety import entrance as guarded
from parley.settings import settings
from parley.telemetry import observed
from parley.telemetry.runs import _handler
from tests.parley.telemetry.metrics import value
from tests.provider import Provider, Reply


class State(TypedDict, total=False):
    """Nothing that matters."""

    said: str


class Choice(BaseModel):
    """What a graph asks for its own use."""

    choice: str


def graph(node: Any, name: str = "measured") -> CompiledStateGraph[Any, Any, Any, Any]:
    builder = StateGraph(State).add_node("node", node).add_edge(START, "node")
    return observed(builder.compile(name=name, checkpointer=InMemorySaver()))


def runs(status: str, name: str = "measured") -> float:
    return value("parley_run_seconds_count", graph=name, status=status)


def errors(kind: str) -> float:
    return value("parley_errors_total", graph="measured", kind=kind)


def first_tokens() -> float:
    return value("parley_first_token_seconds_count", graph="measured")


THREAD: Any = {"configurable": {"thread_id": "1"}}


async def test_a_run_is_measured_once_with_all_its_parts() -> None:
    async def node(state: State) -> State:
        return await (RunnableLambda(lambda s: s) | (lambda s: s)).ainvoke(state)

    before, seconds = runs("success"), value("parley_run_seconds_sum", graph="measured")
    await graph(node).ainvoke({"said": ""}, THREAD)
    assert runs("success") == before + 1
    assert 0 <= value("parley_run_seconds_sum", graph="measured") - seconds < 60


async def test_a_run_without_a_loop_is_measured() -> None:
    before = runs("success")
    await asyncio.to_thread(graph(lambda state: state).invoke, {"said": ""}, THREAD)
    assert runs("success") == before + 1


async def test_a_failed_run_is_measured_with_its_kind() -> None:
    async def node(state: State) -> State:
        raise ModelError("no model")

    before, of_kind = runs("error"), errors("model")
    with pytest.raises(ModelError):
        await graph(node).ainvoke({"said": ""}, THREAD)
    assert (runs("error"), errors("model")) == (before + 1, of_kind + 1)


async def test_a_pause_is_no_error_and_its_resume_another_run() -> None:
    async def node(state: State) -> State:
        return {"said": interrupt("?")}

    approval = graph(node)
    before, good, bad = runs("paused"), runs("success"), runs("error")
    await approval.ainvoke({"said": ""}, THREAD)
    assert (runs("paused"), runs("success"), runs("error")) == (before + 1, good, bad)
    await approval.ainvoke(Command(resume="yes"), THREAD)
    assert (runs("paused"), runs("success"), runs("error")) == (before + 1, good + 1, bad)


async def test_a_cancelled_run_is_no_error() -> None:
    began = asyncio.Event()

    async def node(state: State) -> State:
        began.set()
        await asyncio.sleep(60)
        return {}

    before, bad = runs("cancelled"), runs("error")
    task = asyncio.create_task(graph(node).ainvoke({"said": ""}, THREAD))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (runs("cancelled"), runs("error")) == (before + 1, bad)


async def test_a_graph_in_another_runnable_is_measured() -> None:
    inner = graph(lambda state: state)

    async def asked(said: str) -> Any:
        return await inner.ainvoke({"said": said}, THREAD)

    before = runs("success")
    await RunnableLambda(asked).ainvoke("")
    assert runs("success") == before + 1


async def test_a_graph_that_is_compiled_again_keeps_its_name() -> None:
    builder = guarded.StateGraph(State)
    builder.add_node("node", lambda state: state)
    builder.add_edge(START, "node")
    observed(builder.compile(name="measured"))
    before = runs("success")
    await builder.compile(checkpointer=InMemorySaver()).ainvoke({"said": ""}, THREAD)
    assert runs("success") == before + 1


async def test_a_graph_without_a_name_is_measured_too() -> None:
    builder = StateGraph(State).add_node("node", lambda state: state).add_edge(START, "node")
    before = runs("success", "LangGraph")
    await builder.compile().ainvoke({"said": ""})
    assert runs("success", "LangGraph") == before + 1


async def test_nobody_names_a_metric_by_naming_a_run() -> None:
    before = runs("success", "ann@example.com")
    await graph(lambda state: state).ainvoke(
        {"said": ""}, {**THREAD, "run_name": "ann@example.com"}
    )
    assert runs("success", "ann@example.com") == before == 0


async def test_the_first_word_of_a_stream_is_measured_once(provider: Provider) -> None:
    async def node(state: State) -> State:
        model = await chat_model("chat")
        return {"said": (await model.ainvoke("Hi")).text}

    before = first_tokens()
    async for _ in graph(node).astream({"said": ""}, THREAD, stream_mode="messages"):
        pass
    assert first_tokens() == before + 1


async def test_what_no_client_gets_is_no_first_word(provider: Provider) -> None:
    async def node(state: State) -> State:
        return {"said": (await structured("advisor", Choice).ainvoke("Hi")).choice}

    before = first_tokens()
    async for _ in graph(node).astream({"said": ""}, THREAD, stream_mode="messages"):
        pass
    assert first_tokens() == before


async def test_an_answer_of_ours_counts_as_degraded(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_RETRIES", "0")
    settings.cache_clear()
    provider.reply(Reply(status=500))

    @in_time
    async def node(state: State) -> dict[str, Any]:
        answer: AIMessage = await (await chat_model("chat")).ainvoke("Hi")
        return {"said": answer.text}

    before = errors("degraded")
    await graph(node).ainvoke({"said": ""}, THREAD)
    assert errors("degraded") == before + 1


async def test_nothing_is_kept_of_runs_that_are_over() -> None:
    handler = _handler.get()
    assert handler is not None
    before = len(handler._run_of)
    await graph(lambda state: state).ainvoke({"said": ""}, THREAD)
    assert len(handler._run_of) == before

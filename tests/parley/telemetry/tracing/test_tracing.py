"""What leaves in a trace, decoded from the bytes that arrived: all of a run, nothing sensitive."""

from collections.abc import Callable, Iterator
from typing import Any, TypedDict
from uuid import uuid4

import langsmith
import pytest
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt
from langsmith.utils import get_env_var
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from parley.models.roles import chat_model
from parley.settings import settings
from parley.telemetry import observed, tracing
from parley.telemetry.pseudonym import pseudonym
from parley.telemetry.tracing import client
from tests.ingest import Ingest, attributes
from tests.parley.telemetry.canaries import CANARIES, TEXT, leaked
from tests.provider import Provider, Reply


class State(TypedDict, total=False):
    """Nothing that matters."""

    said: Any


@pytest.fixture(scope="module")
def ingest() -> Iterator[Ingest]:
    with Ingest() as ingest:
        yield ingest


@pytest.fixture
def trace(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Begin to trace, and see at the end that nothing of it stays."""

    def begin(environment: dict[str, str]) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        forget()
        ingest.runs.clear()
        ingest.spans.clear()
        tracing.start()

    def forget() -> None:
        settings.cache_clear()
        get_env_var.cache_clear()  # type: ignore[attr-defined]
        client._sender.cache_clear()
        langsmith.configure(client=None)

    yield begin
    monkeypatch.undo()
    forget()


async def _leaky(state: State) -> State:
    """Do everything that puts texts into a trace: prompts, tags, names, keys, errors, pauses."""
    prompt = ChatPromptTemplate([("system", TEXT), ("user", "{said}")])
    chain = (prompt | await chat_model("chat")).with_config(
        run_name=TEXT, tags=[TEXT], metadata={CANARIES["email"]: {TEXT: TEXT}}
    )
    answer = await chain.ainvoke({"said": TEXT})

    def broken(said: Any) -> Any:
        raise ValueError(TEXT)

    fallback = RunnableLambda(broken).with_fallbacks([RunnableLambda(lambda said: said)])
    await fallback.ainvoke({TEXT: TEXT})
    return {"said": [answer, interrupt({"question": TEXT})]}


@pytest.fixture
def leaky() -> Any:
    builder = StateGraph(State).add_node("leaky", _leaky).add_edge(START, "leaky")
    return observed(builder.compile(name="leaky", checkpointer=InMemorySaver()))


async def _pause_and_resume(leaky: Any, provider: Provider) -> str:
    thread = str(uuid4())
    config = {"configurable": {"thread_id": thread, "langgraph_auth_user_id": "ann"}}
    provider.answer = lambda request: Reply(text=TEXT)
    await leaky.ainvoke({"said": [{TEXT: (TEXT, {"deep": [TEXT]})}]}, config)
    await leaky.ainvoke(Command(resume=TEXT), config)
    tracing.flush()
    return thread


def _nodes(ingest: Ingest) -> list[dict[str, Any]]:
    runs = list(ingest.runs.values())
    return [r for r in runs if r.get("name") == "leaky" and r.get("parent_run_id")]


def _all_of_two(ingest: Ingest) -> bool:
    """Whether two runs are there with all their parts, which come in any order."""
    runs = list(ingest.runs.values())
    ended = all(r.get("end_time") for r in runs)
    models = [r for r in runs if r.get("name") == "ChatOpenAI"]
    return ended and len(ingest.roots()) == len(_nodes(ingest)) == len(models) == 2


async def test_langsmith_gets_one_trace_a_run_and_nothing_sensitive(
    trace: Callable[..., None], ingest: Ingest, provider: Provider, leaky: Any
) -> None:
    trace(ingest.langsmith)
    thread = await _pause_and_resume(leaky, provider)
    ingest.wait_for(lambda: _all_of_two(ingest))
    assert leaked(ingest.seen()) == []
    assert b'"ann"' not in ingest.seen()
    for root in ingest.roots():
        assert root["name"] == "leaky"
        assert (
            root["extra"]["metadata"].items()
            >= {
                "thread_id": thread,
                "langgraph_auth_user_id": pseudonym("ann"),
            }.items()
        )
        mine = [r for r in ingest.runs.values() if r["trace_id"] == root["trace_id"]]
        assert {"leaky", "ChatOpenAI"} <= {r["name"] for r in mine}
    nodes = sorted(_nodes(ingest), key=lambda r: str(r["start_time"]))
    # A pause is no error; what really failed is.
    assert [bool(r.get("error")) for r in nodes] == [False, False]
    assert [r["extra"]["metadata"].get("parley_paused") for r in nodes] == [True, None]
    assert any("ValueError" in r.get("error", "") for r in ingest.runs.values())


def _roots(ingest: Ingest) -> list[Any]:
    return [span for span in ingest.spans if not span.parent_span_id]


async def test_an_otlp_viewer_gets_the_same(
    trace: Callable[..., None], ingest: Ingest, provider: Provider, leaky: Any
) -> None:
    trace(ingest.otlp)
    thread = await _pause_and_resume(leaky, provider)
    # A run's parts end, and are sent, before it.
    ingest.wait_for(lambda: len(_roots(ingest)) == 2)
    roots = _roots(ingest)
    assert leaked(ingest.seen()) == []
    assert len({span.trace_id for span in ingest.spans}) == len(roots) == 2
    for root in roots:
        told = attributes(root)
        assert told["langsmith.metadata.thread_id"] == thread
        assert told["langsmith.metadata.langgraph_auth_user_id"] == pseudonym("ann")
    nodes = [s for s in ingest.spans if s.name == "leaky" and s.parent_span_id]
    assert {s.status.code for s in nodes} == {Status.STATUS_CODE_OK}
    assert Status.STATUS_CODE_ERROR in {s.status.code for s in ingest.spans}


async def test_without_tracing_nothing_is_sent(
    ingest: Ingest, provider: Provider, leaky: Any
) -> None:
    before = ingest.seen()
    await _pause_and_resume(leaky, provider)
    assert ingest.seen() == before

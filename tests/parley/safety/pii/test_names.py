"""Names and places, with the real presidio: by spaCy's model, and by a pipeline that knows two."""

import threading
from typing import Any

import pytest
from blockbuster import blockbuster_ctx
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.constants import END, START
from langgraph.runtime import Runtime

from parley.models.roles import chat_model
from parley.safety.entrance import StateGraph
from parley.safety.input import Conversation, admit, refuse
from parley.safety.pii import Policy, names, rewrite
from parley.safety.pii.names import find_names
from parley.safety.pii.span import Span
from parley.settings import settings
from parley.telemetry.logs import redacted
from parley.telemetry.tracing.runs import scrubbed
from tests.provider import Provider

REDACT = Policy({"name": "redact", "place": "redact", "email": "redact"})
SAID = "I am Ann Lee and live in Lisbon."
CLEAN = "I am [NAME] and live in [PLACE]."


def test_the_model_finds_people_and_places() -> None:
    assert names.available()
    text = "My name is Ann Lee and I live in Lisbon. Mail ann.lee@example.com."
    clean, counts = rewrite(text, REDACT)
    assert clean == "My name is [NAME] and I live in [PLACE]. Mail [EMAIL]."
    assert counts == {"name": 1, "place": 1, "email": 1}


def test_a_second_time_changes_nothing(ruled: None) -> None:
    assert rewrite(SAID, REDACT)[0] == CLEAN
    assert rewrite(CLEAN, REDACT) == (CLEAN, {})


def test_what_patterns_found_is_not_found_again(ruled: None) -> None:
    found = [Span("email", 0, 7)]
    assert find_names("Ann Lee, Lisbon", found) == [*found, Span("place", 9, 15)]


def test_what_stands_in_a_mark_of_ours_is_nobody(ruled: None) -> None:
    assert find_names("[NAME ****Lisbon]", []) == []


@pytest.mark.parametrize("between", [". ", " ", "\n"])
def test_a_long_text_is_read_to_its_end(ruled: None, between: str) -> None:
    text = between.join(["word " * 300 + "Ann Lee"] * 20)
    found = find_names(text, [])
    assert [text[span.start : span.end] for span in found] == ["Ann Lee"] * 20


def test_with_no_model_they_cannot_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MODELS", ("no_such_model",))
    assert not names.available()


async def _answer(state: Conversation, runtime: Runtime[None]) -> dict[str, Any]:
    for number in range(3):
        runtime.stream_writer({"number": number, "said": SAID})
    get_stream_writer()([SAID])
    answer = await (await chat_model("chat")).ainvoke(state["messages"])
    return {"messages": [answer, AIMessage(SAID)]}


def _graph() -> Any:
    builder = StateGraph(Conversation)
    builder.add_node("admit", admit("answer"), destinations=("answer", "refuse"))
    builder.add_node(refuse)
    builder.add_node("answer", _answer)
    builder.add_edge(START, "admit")
    builder.add_edge("answer", END)
    return builder.compile(checkpointer=InMemorySaver())


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_turn_has_no_names_and_the_loop_looks_for_none(
    ruled: None, provider: Provider, monkeypatch: pytest.MonkeyPatch, streamed: bool
) -> None:
    monkeypatch.setenv("PII_POLICY", "name:redact,place:redact")
    settings.cache_clear()
    provider.reply(SAID)
    asked_by: set[int] = set()
    look = names._asked
    monkeypatch.setattr(
        names, "_asked", lambda text: asked_by.add(threading.get_ident()) or look(text)
    )
    graph = _graph()
    thread: Any = {"configurable": {"thread_id": "1"}}
    modes = ["custom", "values", "updates"] + (["messages"] if streamed else [])
    with blockbuster_ctx("parley"):
        seen = [each async for each in graph.astream(_question(), thread, stream_mode=modes)]
        await graph.aupdate_state(thread, {"messages": [AIMessage(SAID)]}, as_node="answer")
    assert asked_by
    assert threading.get_ident() not in asked_by
    assert "Ann Lee" not in repr(seen)
    assert "Lisbon" not in repr((await graph.aget_state(thread)).values)
    # In the order in which they were written.
    events = [said for mode, said in seen if mode == "custom"]
    assert events == [*({"number": n, "said": CLEAN} for n in range(3)), [CLEAN]]
    assert "Ann Lee" not in repr(provider.requests)


def test_a_line_of_the_log_does_not_wait_for_the_model_and_a_trace_does(
    ruled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_POLICY", "name:redact,place:redact")
    settings.cache_clear()
    model = names._model

    def loading() -> Any:
        # As libraries do while they are loaded.
        logged.append(redacted(None, "info", {"event": SAID})["event"])
        return model()

    logged: list[str] = []
    monkeypatch.setattr(names, "_model", loading)
    [sent] = scrubbed([{"id": "1", "inputs": {"said": SAID}}])
    assert sent["inputs"] == {"said": CLEAN}
    assert logged == [SAID]


def _question() -> Any:
    return {"messages": [{"role": "user", "content": SAID}]}

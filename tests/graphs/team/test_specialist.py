"""One that is slow, fails or finds nothing: the article is made without it, and says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from graphs.team.context import Context
from graphs.team.graph import graph
from parley.settings import settings
from tests.provider import JSON, Provider, Reply
from tests.serve import serve
from tests.server.team_script import play

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}

FORMS = ["useful", "verdict", "problems", "step", "s1"]
HALF_SAID = (
    "# Breakers\n\nA circuit breaker has three states.\n\nBananas are yellow.\n\n"
    "While a breaker is closed, most calls to a model may pass without a wait."
)
UNTRUE = "# Breakers\n\nA circuit breaker has three states.\n\nBananas are yellow."


def instead(form: str, reply: Reply, **script: Any) -> Any:
    """The team, but whoever is asked for this form answers so; `text` is the writer's."""

    def answer(request: JSON) -> Reply:
        wanted = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
        if form == (next(iter(wanted.get("properties", {})), "text")):
            return reply
        return play(request, **script)

    return answer


@pytest.mark.parametrize("form", FORMS)
async def test_an_answer_of_no_use_ends_no_article(provider: Provider, form: str) -> None:
    provider.answer = instead(form, Reply(text="no JSON"), draft=UNTRUE)
    assert "three states [1]" in (await graph.ainvoke(TOPIC))["article"]


@pytest.mark.parametrize("form", ["useful", "problems"])
async def test_one_that_hangs_is_left_behind_and_named(provider: Provider, form: str) -> None:
    provider.answer = instead(form, Reply(hangs=True))
    state = await graph.ainvoke(TOPIC, context=Context(max_step_seconds=2, max_sources=2))
    assert "took longer than 2 seconds" in state["article"]
    if form == "problems":
        assert "The editor took longer" in state["article"]
        assert "three states [1]" in state["article"]


@pytest.mark.parametrize("form", ["questions", "text", "verdict", *FORMS[:1], *FORMS[2:]])
async def test_whoever_hangs_is_left_by_the_time_of_a_call_alone(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("MODEL_TIMEOUT_SECONDS", "0.3")
    monkeypatch.setenv("MODEL_RETRIES", "0")
    settings.cache_clear()
    provider.answer = instead(form, Reply(hangs=True), draft=HALF_SAID)
    state = await graph.ainvoke(TOPIC, context=Context(max_sources=2))
    assert any(form in str(r.get("response_format", "text")) for r in provider.requests)
    assert state["article"].startswith("# ")
    assert state["article"] == state["messages"][-1].text


async def test_without_a_writer_the_sources_speak(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_RETRIES", "0")
    settings.cache_clear()
    provider.answer = instead("text", Reply(status=400))
    state = await graph.ainvoke(TOPIC)
    assert "This is what the sources say" in state["article"]
    assert "The writer failed" in state["article"]
    assert f"[{state['sources'][0]['id']}]" in state["article"]


async def test_a_refused_key_is_an_error_and_no_article(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=401)
    with pytest.raises(RuntimeError, match="OPENAI_API_KEY"):
        await graph.ainvoke(TOPIC)


async def test_a_question_without_sources_is_named(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tea.md").write_text(f"# Tea\n\nTea is made from leaves{' of a shrub' * 9}.\n")
    monkeypatch.setenv("PARLEY_DOCUMENTS_DIR", str(tmp_path / "nowhere"))
    settings.cache_clear()
    provider.answer = play
    state = await graph.ainvoke({"messages": [("user", "Tea")]})
    assert "hold no source" in state["article"]


@pytest.fixture
def _dead_search(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    async def search(request: Any) -> JSONResponse:
        return JSONResponse({"detail": {"error": "no"}}, 500)

    with serve(Starlette(routes=[Route("/search", search, methods=["POST"])])) as url:
        monkeypatch.setenv("TAVILY_BASE_URL", url)
        monkeypatch.setenv("TAVILY_API_KEY", "tvly-test")
        settings.cache_clear()
        yield


@pytest.mark.usefixtures("_dead_search")
async def test_a_dead_web_search_is_named_once(provider: Provider) -> None:
    provider.answer = play
    state = await graph.ainvoke(TOPIC)
    assert "three states [1]" in state["article"]
    assert state["article"].count("The web search failed") == 1


async def test_a_page_that_may_not_be_read_is_named(provider: Provider) -> None:
    provider.answer = play
    topic = "How do circuit breakers protect LLM calls? See http://127.0.0.1:1/private"
    state = await graph.ainvoke({"messages": [("user", topic)]})
    assert "three states [1]" in state["article"]
    assert "http://127.0.0.1:1/private is not used: its address is not public." in state["article"]

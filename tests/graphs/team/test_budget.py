"""The team when its run's tokens are spent: it ends with what it has, and says so."""

from dataclasses import replace
from typing import Any

import pytest

from graphs.team.graph import graph
from parley.settings import settings
from tests.provider import JSON, Provider, Reply
from tests.server.team_script import play

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}
DRAFT = "# Breakers\n\nA circuit breaker has three states.\n\nIn the closed state, calls pass."
SPENT = "MODEL_RUN_TOKENS"


def bill(tokens: int) -> JSON:
    return {"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens}


def answer(request: JSON) -> Reply:
    """Each answer costs 100 tokens; the editor finds one paragraph unclear."""
    said = play(request, draft=DRAFT, problems=[{"paragraph": 2, "kind": "unclear"}])
    return replace(said, usage=bill(100))


async def team(monkeypatch: pytest.MonkeyPatch, budget: int) -> Any:
    monkeypatch.setenv("MODEL_RUN_TOKENS", str(budget))
    settings.cache_clear()
    return await graph.ainvoke(TOPIC)


@pytest.mark.parametrize("budget", range(1, 1000, 200))
async def test_a_run_always_ends_and_asks_no_more_than_it_may(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    provider.answer = answer
    state = await team(monkeypatch, budget)
    assert state["article"] == state["messages"][-1].text
    # Three researchers begin at once: none knows yet what the others will have spent.
    assert 100 * len(provider.requests) < budget + 300


async def test_what_there_is_is_handed_over(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.answer = answer
    whole = (await team(monkeypatch, 10**6))["article"]
    assert SPENT not in whole
    asked = len(provider.requests)
    provider.requests.clear()
    # The last step that a model works on, the revision, is not paid for.
    article = (await team(monkeypatch, 100 * (asked - 1)))["article"]
    assert "three states [1]" in article
    assert "Paragraph 2 is unclear." in article
    assert article.count(SPENT) == 1


async def test_without_a_draft_it_says_why(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.answer = answer
    state = await team(monkeypatch, 1)
    assert "No article was written" in state["article"]
    assert SPENT in state["article"]
    assert "no source" not in state["article"]
    # What was found is handed over all the same.
    assert all(source["quote"] in state["article"] for source in state["sources"])
    assert state["sources"]


async def test_spent_between_two_tries_of_one_step(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.answer = lambda _: Reply(json={"unasked": 1}, usage=bill(100))
    assert SPENT in (await team(monkeypatch, 100))["article"]
    assert len(provider.requests) == 1


async def test_an_article_that_was_done_has_no_such_problem(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.answer = answer
    whole = (await team(monkeypatch, 10**6))["article"]
    asked = len(provider.requests)
    assert (await team(monkeypatch, 100 * asked))["article"] == whole

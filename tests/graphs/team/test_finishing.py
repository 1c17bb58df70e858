"""What the article lacks is said: also a question that it has sources on and passes over."""

from functools import partial
from typing import Any

from graphs.team.graph import graph
from tests.provider import Provider
from tests.server.team_script import play

BREAKERS = "# Both\n\nA circuit breaker has three states."
BM25 = "# Both\n\nA circuit breaker has three states.\n\nBM25 is a ranking function."
QUESTIONS = ("What is a circuit breaker?", "How does BM25 rank documents?")
TOPIC: Any = {"messages": [("user", "Circuit breakers and BM25 ranking")]}


async def test_a_question_that_the_article_passes_over_is_named(provider: Provider) -> None:
    provider.answer = partial(play, questions=QUESTIONS, draft=BREAKERS)
    article = (await graph.ainvoke(TOPIC))["article"]
    assert f'The article does not say what its sources have on "{QUESTIONS[1]}".' in article
    assert f'have on "{QUESTIONS[0]}"' not in article


async def test_a_question_that_it_answers_is_not(provider: Provider) -> None:
    provider.answer = partial(play, questions=QUESTIONS, draft=BM25)
    state = await graph.ainvoke(TOPIC)
    cited = {s["title"] for s in state["sources"] if f"[{s['id']}]" in state["article"]}
    assert len(cited) > 1
    assert "does not say what its sources have" not in state["article"]

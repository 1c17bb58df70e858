"""Runs the team, a naive supervisor and a chain of bare calls in turns, and makes figures of it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from langchain_core.messages import HumanMessage

from bench.configured import configured
from bench.figure import Figure, ratio
from bench.interleave import interleaved
from graphs.team.graph import graph
from parley.models.roles import chat_model
from tests.provider import JSON, Provider, Reply
from tests.server.team_script import play

_N = 3
_SECONDS = 0.5  # a call of the scripted provider
_TOPIC = "How do circuit breakers protect LLM calls?"
_QUESTIONS = ("breaker states", "half-open breaker", "breaker thresholds", "kinds of fallback")
_DRAFT = "# Breakers\n\nA circuit breaker has three states.\n\nBananas are yellow."
_REWRITE = "In the closed state, calls pass."

# Each waits for the one before: plan, research, draft, review, the choice to revise, revision. The
# second review needs no model, since the rules know what was rewritten.
_CHAIN = 6
# The same once for each question, and no choice where the state leaves none.
_LEAST = 1 + len(_QUESTIONS) + 1 + 1 + 1 + 1


async def measure() -> dict[str, Figure]:
    """Run the team, a naive supervisor and a chain of bare calls in turns."""
    calls: list[int] = []
    naive: list[float] = []
    with Provider() as provider, configured(openai_base_url=provider.url):
        provider.answer = lambda request: replace(_played(request), delay=_SECONDS)

        async def ours() -> float:
            provider.requests.clear()
            took = await _timed(lambda: graph.ainvoke({"messages": [HumanMessage(_TOPIC)]}))
            calls.append(len(provider.requests))
            return took

        async def chain() -> float:
            return await _timed(lambda: _one_after_the_other(_CHAIN))

        async def sequential() -> float:
            return await _timed(lambda: _one_after_the_other(_naive_calls()))

        runs, chains = await interleaved(_N, ours, chain)
        again, naive = await interleaved(_N, ours, sequential)
    counted = [float(n) for n in calls[-_N:]]
    return {
        "team_wall_to_critical_path": ratio(
            runs, chains, f"{_CHAIN} calls, each after the one before", "s"
        ),
        "team_calls_to_least": ratio(
            counted, [float(_LEAST)] * len(counted), "calls that plan to revision need", "calls"
        ),
        "team_against_sequential": ratio(
            again, naive, f"a supervisor asked before each of {_naive_calls()} calls in a row", "s"
        ),
    }


def _played(request: JSON) -> Reply:
    return play(request, draft=_DRAFT, questions=_QUESTIONS, rewrite=_REWRITE)


def _naive_calls() -> int:
    """Count the calls of a supervisor that routes before each specialist, one after the other."""
    plan, write, edit, revise, review = 1, 1, 1, 1, 2
    work = len(_QUESTIONS) + write + edit + revise + review
    return plan + work + work + 1  # a choice before each, and one to finish


async def _one_after_the_other(calls: int) -> None:
    for _ in range(calls):
        await (await chat_model("chat")).ainvoke(_TOPIC)


async def _timed(run: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await run()
    return round(time.perf_counter() - began, 3)

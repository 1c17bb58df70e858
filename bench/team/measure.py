"""Runs the team, a naive supervisor and a chain of bare calls in turns, and makes figures of it."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from langchain_core.messages import HumanMessage

from bench.configured import configured
from bench.figure import Figure, ratio
from bench.interleave import interleaved
from bench.team.calls import Recorded, critical_path, kind_of
from bench.team.naive import naive
from graphs.team.graph import graph
from parley.models.roles import chat_model
from tests.provider import JSON, Provider, Reply, echo
from tests.server.team_script import play

_N = 3
_SECONDS = 0.5  # a call of the scripted provider
_TOPIC = "How do circuit breakers protect LLM calls?"
_QUESTIONS = ("breaker states", "half-open breaker", "breaker thresholds", "kinds of fallback")
_DRAFT = "# Breakers\n\nA circuit breaker has three states.\n\nBananas are yellow."
_REWRITE = "In the closed state, calls pass."

# The least that plan to revision take: a plan, a choice of passages for each question, a draft, the
# editor's reading, the choice whether to revise, the revision. Wherever only one step is possible
# none is chosen, and the rules of the review know of every sentence whether a source says it.
_LEAST = {"questions": 1, "useful": len(_QUESTIONS), "text": 1, "problems": 1, "step": 1, "s1": 1}


async def measure() -> dict[str, Figure]:
    """Run the team, a naive supervisor and a chain of bare calls in turns."""
    counted: list[float] = []
    chain = calls = 0
    with Provider() as provider, configured(openai_base_url=provider.url):

        async def run(chosen: Any) -> tuple[float, Recorded]:
            recorded = provider.answer = Recorded(played, _SECONDS)
            took = await _timed(lambda: chosen.ainvoke({"messages": [HumanMessage(_TOPIC)]}))
            return took, recorded

        async def ours() -> float:
            nonlocal chain
            took, recorded = await run(graph)
            counted.append(len(recorded.calls))
            chain = len(critical_path(recorded.calls))
            return took

        async def bare() -> float:
            provider.answer = Recorded(played, _SECONDS)
            return await _timed(lambda: _one_after_the_other(chain))

        async def sequential() -> float:
            nonlocal calls
            took, recorded = await run(naive)
            calls = len(recorded.calls)
            return took

        runs, chains = await interleaved(_N, ours, bare)
        again, naives = await interleaved(_N, ours, sequential)
    least = [float(sum(_LEAST.values()))] * _N
    return {
        "team_wall_to_critical_path": ratio(
            runs, chains, f"{chain} calls, each made from the one before", "s"
        ),
        "team_calls_to_least": ratio(
            counted[-_N:], least, "calls that plan to revision need", "calls"
        ),
        "team_against_sequential": ratio(
            again, naives, f"a naive supervisor's graph, {calls} calls one at a time", "s"
        ),
    }


def played(request: JSON) -> Reply:
    """Answer for any of the two: with a draft of which one sentence has to be revised."""
    if kind_of(request) == "turn":
        return echo(request)  # the one turn that is possible
    return play(request, draft=_DRAFT, questions=_QUESTIONS, rewrite=_REWRITE)


async def _one_after_the_other(calls: int) -> None:
    for _ in range(calls):
        await (await chat_model("chat")).ainvoke(_TOPIC)


async def _timed(run: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await run()
    return round(time.perf_counter() - began, 3)

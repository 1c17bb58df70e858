"""Takes the turns, with the bare client and with the graphs, and makes figures of what happened."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from logging import ERROR
from typing import Protocol

import structlog

from bench.chaos.bare import Bare
from bench.chaos.faults import SHARE, Faults, is_repair
from bench.chaos.graphs import Graphs
from bench.chaos.outcome import Outcome
from bench.configured import configured
from bench.figure import Figure
from tests.provider import JSON, Provider, echo

THREADS = 250
_TURNS = 4  # of each thread
_AT_A_TIME = 20
_SECONDS = 2.0  # until a first token
_RECOVERY = 60  # seconds that an open breaker is waited for
_SECOND = "fallback"


class _Client(Protocol):
    async def turn(self, thread: int, number: int, *, typed: bool) -> Outcome: ...


async def measure() -> dict[str, Figure]:
    """Take the same turns over the same faults with the bare client, then with the graphs."""
    with Provider() as provider, _quiet():
        provider.answer = Faults()
        bare = await _take_turns(Bare(provider.url, _SECONDS))
        bare_requests = len(provider.requests)
        provider.reset()
        with configured(
            openai_base_url=provider.url,
            parley_fallback_model=f"openai:{_SECOND}",
            model_timeout_seconds=_SECONDS,
        ):
            graphs = Graphs()
            provider.answer = Faults()
            ours = await _take_turns(graphs)
            seen = list(provider.requests)
            provider.answer = echo
            unusable = await _unusable(graphs)
    return {
        "chaos_turns_ended_share": _ended(ours, bare),
        "chaos_threads_unusable": Figure(
            unusable,
            "threads",
            f"{THREADS} threads that took {_TURNS} turns each over faults, then one without",
            THREADS,
        ),
        "chaos_requests_per_call": _per_call(seen, bare_requests, ours.total()),
    }


def _ended(ours: Counter[Outcome], bare: Counter[Outcome]) -> Figure:
    whole, degraded = ours[Outcome.WHOLE], ours[Outcome.DEGRADED]
    return Figure(
        _rounded((whole + degraded) / ours.total()),
        "of turns",
        f"bare ChatOpenAI over the same faults ({SHARE:.0%} of requests, a hang costs "
        f"{_SECONDS:g} s): {_rounded(bare[Outcome.WHOLE] / bare.total())}; "
        f"ours: {whole} whole, {degraded} degraded",
        ours.total(),
    )


def _per_call(seen: list[JSON], bare_requests: int, calls: int) -> Figure:
    """Each turn is one call, with either client and in either graph."""
    second = sum(request["model"] == _SECOND for request in seen)
    repairs = sum(request["model"] != _SECOND and is_repair(request) for request in seen)
    return Figure(
        _rounded((len(seen) - second - repairs) / calls),
        "requests",
        f"bare ChatOpenAI: {_rounded(bare_requests / calls)} requests; not counted in ours: "
        f"{repairs} repairs, {second} to the second model",
        calls,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


async def _take_turns(client: _Client) -> Counter[Outcome]:
    """Take all turns, those of a thread one after the other."""
    free = asyncio.Semaphore(_AT_A_TIME)

    async def talk(thread: int) -> list[Outcome]:
        async with free:
            numbers = range(thread * _TURNS, (thread + 1) * _TURNS)
            return [await client.turn(thread, n, typed=_is_typed(thread)) for n in numbers]

    talks = await asyncio.gather(*(talk(thread) for thread in range(THREADS)))
    return Counter(outcome for each in talks for outcome in each)


async def _unusable(graphs: Graphs) -> int:
    """Return how many threads don't answer another turn."""
    number = THREADS * _TURNS
    async with asyncio.timeout(_RECOVERY):
        # On a thread of its own: this waits for the endpoint and not for a thread.
        while await graphs.turn(THREADS, number, typed=False) is not Outcome.WHOLE:  # noqa: ASYNC110
            await asyncio.sleep(1)
    last = [await graphs.turn(t, number, typed=_is_typed(t)) for t in range(THREADS)]
    return sum(outcome is not Outcome.WHOLE for outcome in last)


def _is_typed(thread: int) -> bool:
    return thread % 5 == 0


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave out of the log what fails on purpose."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(ERROR))
    try:
        yield
    finally:
        structlog.configure(**before)

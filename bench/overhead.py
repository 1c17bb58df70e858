"""overhead: what a call of a model takes longer because of all that protects it."""

import time
from collections.abc import Awaitable, Callable
from statistics import quantiles

from langchain_core.messages import BaseMessage
from langchain_openai import ChatOpenAI

from bench.configured import configured
from bench.figure import Figure, added
from parley.models.roles import chat_model
from tests.provider import Provider

_N = 20
_CALLS = 200  # in each measurement
_QUESTION = "How long does it take?"


type _Call = Callable[[], Awaitable[BaseMessage]]


async def measure() -> dict[str, Figure]:
    """Call both in turns, a provider that answers at once, as a node does it."""
    with Provider() as provider, configured(openai_base_url=provider.url):
        # Once; asking Parley for its model each time is a part of what it adds.
        bare = ChatOpenAI(
            model="scripted",
            base_url=provider.url,
            api_key="none",
            stream_usage=True,
            use_responses_api=False,
            temperature=0,
        )

        async def protected() -> BaseMessage:
            return await (await chat_model("chat")).ainvoke(_QUESTION)

        rounds = [await _round(protected, lambda: bare.ainvoke(_QUESTION)) for _ in range(_N + 1)][
            1:
        ]  # the first pays for imports and the first connection
    baseline = f"bare ChatOpenAI, a call next to each of ours, {_N} times {_CALLS}:"
    return {
        f"protected_call_added_ms_{name}": added(
            [ours[name] for ours, _ in rounds],
            [theirs[name] for _, theirs in rounds],
            f"{baseline} {name}",
            "ms",
        )
        for name in ("p50", "p99")
    }


FIGURES = dict.fromkeys(("protected_call_added_ms_p50", "protected_call_added_ms_p99"), measure)


async def _round(ours: _Call, theirs: _Call) -> tuple[dict[str, float], dict[str, float]]:
    """Call the two in turns; return the percentiles of each, in ms."""
    pairs = [(await _timed(ours), await _timed(theirs)) for _ in range(_CALLS)]
    return _percentiles([pair[0] for pair in pairs]), _percentiles([pair[1] for pair in pairs])


async def _timed(call: _Call) -> float:
    began = time.perf_counter()
    await call()
    return (time.perf_counter() - began) * 1000


def _percentiles(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100)
    return {"p50": cuts[49], "p99": cuts[98]}

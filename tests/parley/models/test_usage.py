"""What is counted, against the scripted provider and against calls made of nothing but usage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langgraph.graph import START, StateGraph
from prometheus_client import REGISTRY
from pydantic import BaseModel

from parley.models.errors import ModelError
from parley.models.roles import chat_model, structured
from parley.models.spent import Spent, Usage
from parley.models.usage import Meter, run_usage
from tests.provider import JSON, Provider, Reply

BILL: JSON = {
    "prompt_tokens": 100,
    "completion_tokens": 7,
    "total_tokens": 107,
    "prompt_tokens_details": {"cached_tokens": 40},
}
SPENT = Spent(100, 7, 40, 0.0)


class Nothing(TypedDict, total=False):
    nothing: str


class Answer(BaseModel):
    word: str


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"parley_model_{name}_total", labels) or 0


def kinds(model: str, role: str) -> tuple[float, ...]:
    return tuple(
        metric("tokens", model=model, role=role, kind=kind)
        for kind in ("input", "cached", "output")
    )


async def in_a_run(*nodes: Any, parallel: bool = False) -> Usage:
    """Run the nodes in one run, and return what a last one sees of its usage."""
    seen: list[Usage] = []

    async def last(state: Nothing) -> Nothing:
        seen.append(run_usage())
        return {}

    builder = StateGraph(Nothing)
    names = [f"node{number}" for number in range(len(nodes))]
    for name, node in zip(names, nodes, strict=True):

        async def step(state: Nothing, node: Any = node) -> Nothing:
            await node()
            return {}

        builder.add_node(name, step)
    builder.add_node(last)
    if parallel:
        for name in names:
            builder.add_edge(START, name)
        builder.add_edge(names, "last")
    else:
        for before, after in zip([START, *names], [*names, "last"], strict=True):
            builder.add_edge(before, after)
    await builder.compile().ainvoke({})
    return seen[0]


async def whole() -> None:
    await (await chat_model("chat")).ainvoke("Hi")


async def streamed() -> None:
    async for _ in (await chat_model("chat")).astream("Hi"):
        pass


@pytest.mark.parametrize("ask", [whole, streamed])
async def test_a_call_is_counted_once(provider: Provider, ask: Any) -> None:
    provider.answer = lambda _: Reply(text="Hello there.", usage=BILL)
    before = kinds("scripted", "chat")
    usage = await in_a_run(ask)
    assert usage == Usage({("scripted", "chat"): SPENT})
    after = kinds("scripted", "chat")
    assert [b - a for a, b in zip(before, after, strict=True)] == [60, 40, 7]


async def test_each_role_has_its_own_count(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", json={"word": "x"}, usage=BILL)

    async def typed() -> None:
        await structured("reviewer", Answer).ainvoke("Hi")

    usage = await in_a_run(whole, typed, whole)
    assert usage.by == {("scripted", "chat"): SPENT + SPENT, ("scripted", "reviewer"): SPENT}
    assert usage.total == SPENT + SPENT + SPENT


async def test_nodes_in_parallel_share_the_runs_count(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=BILL)
    usage = await in_a_run(*[streamed] * 5, parallel=True)
    assert usage.total.tokens == 5 * SPENT.tokens


async def test_a_subgraphs_calls_are_the_runs(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=BILL)

    async def inner() -> None:
        assert (await in_a_run(whole)).total.tokens == 2 * SPENT.tokens

    assert (await in_a_run(whole, inner)).total.tokens == 2 * SPENT.tokens


async def test_runs_at_the_same_time_never_mix(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=BILL)
    runs = await asyncio.gather(*(in_a_run(*[whole] * times) for times in (1, 2, 3)))
    assert [run.total.tokens for run in runs] == [n * SPENT.tokens for n in (1, 2, 3)]


async def test_outside_of_a_run_there_is_no_usage(provider: Provider) -> None:
    before = kinds("scripted", "chat")
    await whole()
    assert run_usage() == Usage({})
    assert kinds("scripted", "chat") > before


async def test_an_answer_cut_at_its_length_is_paid_for(provider: Provider) -> None:
    provider.answer = lambda _: Reply(json={"word": "x"}, truncated=True, usage=BILL)

    async def typed() -> None:
        with pytest.raises(ModelError, match="length limit"):
            await structured("reviewer", Answer).ainvoke("Hi")

    assert (await in_a_run(typed)).total == SPENT


async def test_an_answer_of_another_form_is_paid_for(provider: Provider) -> None:
    provider.answer = lambda _: Reply(json={"other": 1}, usage=BILL)

    async def typed() -> None:
        with pytest.raises(ModelError, match="did not have the form"):
            await structured("reviewer", Answer).ainvoke("Hi")

    usage = await in_a_run(typed)
    assert usage.total.tokens == len(provider.requests) * SPENT.tokens


async def test_a_call_that_failed_without_a_bill_counts_nothing(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=400)

    async def refused() -> None:
        with pytest.raises(ModelError):
            await whole()

    assert await in_a_run(refused) == Usage({})


class StopError(Exception):
    pass


def reported(usage: tuple[int, int]) -> UsageMetadata:
    return UsageMetadata(input_tokens=usage[0], output_tokens=usage[1], total_tokens=sum(usage))


def cent(usage: UsageMetadata) -> float | None:
    return 0.25


PARTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=5)


@settings(deadline=None)  # it builds and runs two graphs
@given(PARTS, st.booleans())
async def test_streamed_and_whole_calls_count_the_same(
    parts: list[tuple[int, int]], broken: bool
) -> None:
    meter = Meter("made-up", "chat", cent)

    async def chunks() -> AsyncIterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk("no usage yet"))
        for part in parts:
            yield ChatGenerationChunk(
                message=AIMessageChunk("", usage_metadata=reported(part)),
            )
        if broken:
            raise StopError

    async def one() -> AsyncIterator[ChatResult]:
        message = AIMessage("x", usage_metadata=reported((sum(p[0] for p in parts), out)))
        # Two answers to one call, each with the usage of both.
        yield ChatResult(generations=[ChatGeneration(message=message)] * 2)

    out = sum(part[1] for part in parts)

    async def stream() -> None:
        try:
            async for _ in meter.counted(chunks)():
                pass
        except StopError:
            assert broken

    async def at_once() -> None:
        async for _ in meter.counted(one)():
            pass

    assert await in_a_run(stream) == await in_a_run(at_once)


@pytest.mark.parametrize("taken", [1, 2, 3])
async def test_a_stream_that_nobody_reads_on_counts_what_was_reported(taken: int) -> None:
    async def chunks() -> AsyncIterator[ChatGenerationChunk]:
        for _ in range(9):
            message = AIMessageChunk("x", usage_metadata=reported((5, 1)))
            yield ChatGenerationChunk(message=message)

    async def left() -> None:
        async with aclosing(Meter("made-up", "chat", cent).counted(chunks)()) as answer:  # type: ignore[type-var]
            for _ in range(taken):
                await anext(answer)

    assert (await in_a_run(left)).total == Spent(5 * taken, taken, 0, 0.25)


async def test_a_known_cost_is_counted_in_dollars() -> None:
    async def one() -> AsyncIterator[ChatResult]:
        message = AIMessage("x", usage_metadata=reported((5, 1)))
        yield ChatResult(generations=[ChatGeneration(message=message)])

    async def ask() -> None:
        for price in (cent, lambda _: None):
            async for _ in Meter("paid", "writer", price).counted(one)():
                pass

    before = metric("cost_dollars", model="paid", role="writer")
    usage = await in_a_run(ask)
    assert metric("cost_dollars", model="paid", role="writer") - before == 0.25
    assert usage.total.cost_dollars is None  # a part of it is unknown

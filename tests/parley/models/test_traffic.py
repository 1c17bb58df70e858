"""At most so many at a time, and each run in its turn."""

import asyncio
import contextvars
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.models import traffic as traffic_module
from parley.models.roles import chat_model
from parley.models.run import run_key
from parley.models.traffic import Traffic
from parley.settings import settings
from tests.parley.models.clock import Clock
from tests.provider import Provider, Reply

_RUN: contextvars.ContextVar[str] = contextvars.ContextVar("run")


class Endpoint:
    def __init__(self) -> None:
        self.now = 0
        self.most = 0
        self.order: list[str] = []

    async def answer(self, run: str) -> AsyncIterator[str]:
        self.order.append(run)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            yield run
        finally:
            self.now -= 1


async def ask(traffic: Traffic, endpoint: Endpoint, run: str) -> list[str]:
    token = _RUN.set(run)
    try:
        return [item async for item in traffic.queued(lambda: endpoint.answer(run))()]
    finally:
        _RUN.reset(token)


@pytest.fixture(autouse=True)
def _known_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic_module, "run_key", _RUN.get)


@given(st.integers(1, 5), st.lists(st.sampled_from("abc"), max_size=30))
def test_no_more_than_allowed_and_everyone_in_the_end(most: int, runs: list[str]) -> None:
    async def all_() -> Endpoint:
        traffic, endpoint = Traffic(most, None), Endpoint()
        await asyncio.gather(*(ask(traffic, endpoint, run) for run in runs))
        assert traffic._calls._free == most
        return endpoint

    endpoint = asyncio.run(all_())
    assert endpoint.most <= most
    assert sorted(endpoint.order) == sorted(runs)


@given(st.lists(st.integers(0, 20), max_size=8))
def test_who_gives_up_keeps_no_place(given_up: list[int]) -> None:
    async def all_() -> None:
        traffic, endpoint = Traffic(1, None), Endpoint()
        asked = [asyncio.create_task(ask(traffic, endpoint, f"{n % 3}")) for n in range(21)]
        await asyncio.sleep(0)
        for number in given_up:
            asked[number].cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert traffic._calls._free == 1

    asyncio.run(all_())


async def test_runs_take_turns() -> None:
    traffic, endpoint = Traffic(1, None), Endpoint()
    many = [ask(traffic, endpoint, "many") for _ in range(5)]
    await asyncio.gather(*many, ask(traffic, endpoint, "one"), ask(traffic, endpoint, "two"))
    assert endpoint.order.index("one") <= 2
    assert endpoint.order.index("two") <= 3


async def test_calls_in_a_minute_are_bounded() -> None:
    traffic, endpoint = Traffic(100, 5), Endpoint()
    asked = [asyncio.create_task(ask(traffic, endpoint, "a")) for _ in range(20)]
    done, waiting = await asyncio.wait(asked, timeout=0.3)
    assert len(done) == 5
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


@given(st.integers(1, 6), st.lists(st.floats(0, 90), min_size=1, max_size=30))
def test_no_minute_has_more_whenever_it_begins(most: int, pauses: list[float]) -> None:
    clock = Clock()

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    async def all_() -> list[float]:
        traffic, starts = Traffic(100, most), []

        async def answer() -> AsyncIterator[str]:
            starts.append(clock.now)
            yield ""

        for pause in pauses:
            clock.now += pause
            async for _ in traffic.queued(answer)():
                pass
        return starts

    token = _RUN.set("a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traffic_module, "time", clock)
        patch.setattr(traffic_module, "asyncio", SimpleNamespace(sleep=sleep))
        starts = asyncio.run(all_())
    _RUN.reset(token)
    assert all(b - a >= 60 - 1e-6 for a, b in zip(starts, starts[most:], strict=False))


async def test_runs_take_turns_at_their_minute_too(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = asyncio.Semaphore(0)

    async def minute(*_: object) -> None:
        await passed.acquire()

    traffic, endpoint = Traffic(100, 1), Endpoint()
    monkeypatch.setattr(traffic, "_minute", minute)
    many = [asyncio.create_task(ask(traffic, endpoint, "many")) for _ in range(9)]
    one = asyncio.create_task(ask(traffic, endpoint, "one"))
    await asyncio.sleep(0)
    for _ in range(3):
        passed.release()
    await one
    assert len(endpoint.order) <= 3
    for task in many:
        task.cancel()
    await asyncio.gather(*many, return_exceptions=True)


async def test_over_a_socket_an_endpoint_gets_no_more(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic_module, "run_key", run_key)
    monkeypatch.setenv("MODEL_CONCURRENT_CALLS", "2")
    monkeypatch.setenv("MODEL_CALLS_PER_MINUTE", "3")
    settings.cache_clear()
    provider.answer = lambda _: Reply(hangs=True)
    model = await chat_model("chat")
    asked = [asyncio.create_task(model.ainvoke("Hi")) for _ in range(6)]

    async def sent(number: int) -> None:
        while len(provider.requests) < number:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)  # for one too many
        assert len(provider.requests) == number

    await sent(2)
    asked[0].cancel()
    await sent(3)
    asked[1].cancel()
    await sent(3)  # there is room for the fourth, but it waits for its minute
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)

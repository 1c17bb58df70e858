"""At most so many at a time, and each run in its turn."""

import asyncio
import contextvars
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.models import traffic as traffic_module
from parley.models.traffic import Traffic

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
        assert traffic._free == most
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
        assert traffic._free == 1

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

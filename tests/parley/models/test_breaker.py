"""An endpoint that does not answer is left alone, and asked by one when it may be back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from langgraph.errors import GraphInterrupt
from prometheus_client import REGISTRY

from parley.models import breaker as breaker_module
from parley.models.breaker import OPEN_SECONDS, Breaker, BreakerOpenError
from parley.models.errors import ModelError
from tests.parley.models.clock import Clock

_FAILURES = 3


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(breaker_module, "time", clock)
    return clock


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("http://a", _FAILURES)


class Endpoint:
    """Fails with `error` when there is one; waits for `gate` where it has one."""

    def __init__(self) -> None:
        self.calls = 0
        self.error: BaseException | None = None
        self.gate: asyncio.Event | None = None

    async def answer(self) -> AsyncIterator[str]:
        self.calls += 1
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        yield "one"
        yield "two"


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


DOWN = ModelError("down", transient=True)


async def ask(breaker: Breaker, endpoint: Endpoint) -> list[str]:
    return [item async for item in breaker.guarded(endpoint.answer)()]


async def fail(breaker: Breaker, endpoint: Endpoint, error: BaseException = DOWN) -> None:
    endpoint.error = error
    with pytest.raises(type(error)):
        await ask(breaker, endpoint)
    endpoint.error = None


async def opened(breaker: Breaker, endpoint: Endpoint) -> None:
    for _ in range(_FAILURES):
        await fail(breaker, endpoint)
    endpoint.calls = 0


async def test_an_answer_passes_whole(breaker: Breaker, endpoint: Endpoint) -> None:
    assert await ask(breaker, endpoint) == ["one", "two"]


async def test_failures_in_a_row_open_it(breaker: Breaker, endpoint: Endpoint) -> None:
    await opened(breaker, endpoint)
    with pytest.raises(BreakerOpenError, match="No answer from http://a"):
        await ask(breaker, endpoint)
    assert endpoint.calls == 0


async def test_an_answer_between_starts_the_count_anew(
    breaker: Breaker, endpoint: Endpoint
) -> None:
    for _ in range(3):
        for _ in range(_FAILURES - 1):
            await fail(breaker, endpoint)
        await ask(breaker, endpoint)
    assert breaker.state == "closed"


@pytest.mark.parametrize(
    "error",
    [
        ModelError("a 400"),
        ModelError("a 429", transient=True, busy=True),
        GraphInterrupt(),
        asyncio.CancelledError(),
    ],
    ids=["400", "429", "interrupt", "cancellation"],
)
async def test_what_is_no_outage_does_not_open_it(
    breaker: Breaker, endpoint: Endpoint, error: BaseException
) -> None:
    for _ in range(3 * _FAILURES):
        await fail(breaker, endpoint, error)
    assert breaker.state == "closed"


async def test_after_a_while_exactly_one_asks(
    breaker: Breaker, endpoint: Endpoint, clock: Clock
) -> None:
    await opened(breaker, endpoint)
    clock.now += OPEN_SECONDS
    endpoint.gate = asyncio.Event()
    asked = [asyncio.create_task(ask(breaker, endpoint)) for _ in range(20)]
    await asyncio.sleep(0)
    endpoint.gate.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert endpoint.calls == 1
    assert [a for a in answers if not isinstance(a, BreakerOpenError)] == [["one", "two"]]


async def test_its_answer_closes_it(breaker: Breaker, endpoint: Endpoint, clock: Clock) -> None:
    await opened(breaker, endpoint)
    clock.now += OPEN_SECONDS
    await ask(breaker, endpoint)
    assert breaker.state == "closed"


async def test_its_failure_opens_it_again(
    breaker: Breaker, endpoint: Endpoint, clock: Clock
) -> None:
    await opened(breaker, endpoint)
    clock.now += OPEN_SECONDS
    await fail(breaker, endpoint)
    clock.now += OPEN_SECONDS - 1
    with pytest.raises(BreakerOpenError):
        await ask(breaker, endpoint)


@pytest.mark.parametrize(
    "error", [GraphInterrupt(), asyncio.CancelledError()], ids=["interrupt", "cancellation"]
)
async def test_a_probe_that_proves_nothing_makes_room_for_the_next(
    breaker: Breaker, endpoint: Endpoint, clock: Clock, error: BaseException
) -> None:
    await opened(breaker, endpoint)
    clock.now += OPEN_SECONDS
    await fail(breaker, endpoint, error)
    assert await ask(breaker, endpoint) == ["one", "two"]


async def test_a_reader_that_leaves_makes_room_too(
    breaker: Breaker, endpoint: Endpoint, clock: Clock
) -> None:
    await opened(breaker, endpoint)
    clock.now += OPEN_SECONDS
    answer = breaker.guarded(endpoint.answer)()
    await anext(answer)
    await answer.aclose()  # type: ignore[attr-defined]
    assert await ask(breaker, endpoint) == ["one", "two"]


async def test_a_failure_of_before_does_not_prolong_it(
    breaker: Breaker, endpoint: Endpoint, clock: Clock
) -> None:
    endpoint.gate = asyncio.Event()
    straggler = asyncio.create_task(ask(breaker, endpoint))
    await asyncio.sleep(0)
    gate, endpoint.gate = endpoint.gate, None
    await opened(breaker, endpoint)
    clock.now += OPEN_SECONDS - 1
    endpoint.error = DOWN
    gate.set()
    with pytest.raises(ModelError):
        await straggler
    endpoint.error = None
    clock.now += 1
    assert await ask(breaker, endpoint) == ["one", "two"]


async def test_one_that_hung_while_others_were_answered_is_no_outage(
    breaker: Breaker, endpoint: Endpoint, clock: Clock
) -> None:
    endpoint.gate = asyncio.Event()
    hung = [asyncio.create_task(ask(breaker, endpoint)) for _ in range(3 * _FAILURES)]
    await asyncio.sleep(0)
    gate, endpoint.gate = endpoint.gate, None
    clock.now += 1
    await ask(breaker, endpoint)
    endpoint.error = DOWN
    gate.set()
    await asyncio.gather(*hung, return_exceptions=True)
    assert breaker.state == "closed"


async def test_answers_that_begin_and_fail_open_it(breaker: Breaker) -> None:
    async def broken() -> AsyncIterator[str]:
        yield "one"
        raise DOWN

    for _ in range(_FAILURES):
        with pytest.raises(ModelError):
            [item async for item in breaker.guarded(broken)()]
    assert breaker.state == "open"


async def test_nobody_waits_in_line_for_it(breaker: Breaker, endpoint: Endpoint) -> None:
    await opened(breaker, endpoint)
    with pytest.raises(BreakerOpenError):
        [item async for item in breaker.spared(endpoint.answer)()]


async def test_its_state_is_a_metric(breaker: Breaker, endpoint: Endpoint) -> None:
    await opened(breaker, endpoint)
    assert REGISTRY.get_sample_value("parley_model_breaker", {"endpoint": "http://a"}) == 1

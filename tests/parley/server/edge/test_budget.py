"""What holds for every budget, in memory and in Redis, whoever asks when."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from limits import parse_many

from parley.server.edge import budget as module
from parley.server.edge import windows
from parley.server.edge.budget import Budget
from parley.storage import redis as storage
from parley.storage.redis import Shared
from tests.redis import Redis
from tests.silent import silent

START = 1_800_000_000.0
# Times come back from Redis with fewer digits.
ROUNDED = 0.002


class Clock:
    """The wall clock that the budgets read, in seconds; the rest of `time` is as it was."""

    def __init__(self) -> None:
        self.now = START

    def time(self) -> float:
        return self.now

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    clock: Any = Clock()
    with pytest.MonkeyPatch.context() as patch:
        for reader in (module, windows):
            patch.setattr(reader, "time", clock)
        patch.setattr("limits.aio.storage.redis.redispy.time", clock)
        yield clock


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """A real Redis; its URI."""
    with Redis() as server:
        yield server.uri


@pytest.fixture(scope="module", params=["memory", "redis"])
def new_budget(request: pytest.FixtureRequest, clock: Clock) -> Callable[[str], Budget]:
    """Make a budget on either storage. Whose budget is whose in Redis is for callers to see to."""
    uri = request.getfixturevalue("redis") if request.param == "redis" else None
    return lambda limits: Budget(limits, Shared(uri) if uri else None)


# A Redis that is asked thousands of times takes its time, and fixtures have nothing to reset.
every_example = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
limits = st.sampled_from(
    ["1/minute", "3/minute", "5/2 minute", "2/minute;3/hour", "4/hour;2/minute"]
)
# Seconds until the next request: at once, within a window, at its very end, and long after.
pauses = st.one_of(
    st.just(0.0), st.floats(0, 90), st.sampled_from([59.999, 60.0, 60.001, 120.0, 3600.0])
)


async def requests(
    budget: Budget, clock: Clock, pauses: list[float], caller: str
) -> AsyncIterator[tuple[float, int]]:
    """Yield when each request comes, and how long it has to wait: 0 when it is allowed."""
    for pause in pauses:
        clock.now += pause
        yield clock.now, await budget.spend(caller)


@every_example
@example(limits="1/minute", pauses=[0.0, 60.0])  # the end of a window is in it
@given(limits=limits, pauses=st.lists(pauses, max_size=30))
async def test_no_window_holds_more_than_its_limit(
    new_budget: Callable[[str], Budget], clock: Clock, limits: str, pauses: list[float]
) -> None:
    asked = requests(new_budget(limits), clock, pauses, uuid4().hex)
    allowed = [at async for at, wait in asked if not wait]
    for limit in parse_many(limits):
        for at in allowed:
            window = [t for t in allowed if at <= t <= at + limit.get_expiry()]
            assert len(window) <= limit.amount


@every_example
@given(limits=limits, pauses=st.lists(pauses, max_size=30))
async def test_nobody_is_allowed_a_second_before_they_were_told_to_come(
    new_budget: Callable[[str], Budget], clock: Clock, limits: str, pauses: list[float]
) -> None:
    """Whole seconds: it may be a part of one sooner, never more."""
    not_before = 0.0
    async for at, wait in requests(new_budget(limits), clock, pauses, uuid4().hex):
        if wait:
            not_before = max(not_before, at + wait - 1)
        else:
            assert at >= not_before - ROUNDED


@every_example
@given(limits=limits, pauses=st.lists(pauses, max_size=30))
async def test_who_waits_as_long_as_they_were_told_is_allowed(
    new_budget: Callable[[str], Budget], clock: Clock, limits: str, pauses: list[float]
) -> None:
    budget, caller = new_budget(limits), uuid4().hex
    async for _, wait in requests(budget, clock, pauses, caller):
        if wait:
            clock.now += wait
            assert await budget.spend(caller) == 0


@every_example
@given(limits=limits, pauses=st.lists(pauses, max_size=30))
async def test_a_wait_is_a_second_at_least_and_no_longer_than_the_longest_window(
    new_budget: Callable[[str], Budget], clock: Clock, limits: str, pauses: list[float]
) -> None:
    longest = max(limit.get_expiry() for limit in parse_many(limits))
    async for _, wait in requests(new_budget(limits), clock, pauses, uuid4().hex):
        assert wait == 0 or 1 <= wait <= longest + 1


# Names that would meet if a key were only put together from its parts.
names = st.lists(
    st.one_of(
        st.sampled_from(
            ["ann", "ann/3/1/minute", "ann/1/minute", "user/ann", "Ann", "ann ", "", "é"]
        ),
        st.text(max_size=8),
    ),
    min_size=2,
    max_size=5,
    unique=True,
)


@every_example
@given(names=names, order=st.randoms(use_true_random=False))
async def test_nobody_takes_from_anothers_budget(
    new_budget: Callable[[str], Budget], clock: Clock, names: list[str], order: Any
) -> None:
    budget, common = new_budget("3/minute"), uuid4().hex
    asked = [name for name in names for _ in range(5)]
    order.shuffle(asked)
    allowed: dict[str, int] = defaultdict(int)
    for name in asked:
        allowed[name] += not await budget.spend(common, name)
    assert allowed == dict.fromkeys(names, 3)


async def test_a_user_and_an_address_of_the_same_name_are_two(
    new_budget: Callable[[str], Budget], clock: Clock
) -> None:
    budget, name = new_budget("1/minute"), uuid4().hex
    assert [await budget.spend(kind, name) for kind in ("user", "address")] == [0, 0]


async def test_requests_at_the_same_time_share_a_budget(
    new_budget: Callable[[str], Budget], clock: Clock
) -> None:
    budget, caller = new_budget("3/minute"), uuid4().hex
    waits = await asyncio.gather(*(budget.spend(caller) for _ in range(20)))
    assert waits.count(0) == 3


async def test_who_is_refused_by_the_minute_keeps_their_hour(
    new_budget: Callable[[str], Budget], clock: Clock
) -> None:
    budget, caller = new_budget("3/hour;1/minute"), uuid4().hex
    waits = [await budget.spend(caller) for _ in range(10)]
    clock.now += 61
    assert [waits.count(0), await budget.spend(caller)] == [1, 0]


async def test_servers_on_one_redis_share_budgets(redis: str, clock: Clock) -> None:
    servers, caller = [Budget("3/minute", Shared(redis)) for _ in range(2)], uuid4().hex
    waits = [await servers[n % 2].spend(caller) for n in range(10)]
    assert waits.count(0) == 3


async def test_servers_without_redis_do_not(clock: Clock) -> None:
    servers, caller = [Budget("3/minute") for _ in range(2)], uuid4().hex
    waits = [await servers[n % 2].spend(caller) for n in range(10)]
    assert waits.count(0) == 6


async def test_without_redis_requests_are_counted_all_the_same(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    budget = Budget("3/minute", Shared("redis://127.0.0.1:1"))
    waits = [await budget.spend("ann") for _ in range(10)]
    assert waits.count(0) == 3
    assert capsys.readouterr().out.count("Redis doesn't answer") == 1


async def test_a_redis_that_hangs_holds_up_one_request_and_not_for_long(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_ANSWER_SECONDS", 0.05)
    async with silent() as redis:
        budget = Budget("3/minute", Shared(f"redis://{redis.address}"))
        waits = [await budget.spend("ann") for _ in range(10)]
    assert (waits.count(0), redis.asked) == (3, 1)


async def test_redis_counts_again_when_it_is_back(
    redis: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_PAUSE_SECONDS", 0.0)
    caller, shared = uuid4().hex, Shared(redis)
    away, there = Budget("3/minute", shared), Budget("3/minute", Shared(redis))
    with monkeypatch.context() as patch:
        patch.setattr(shared, "_client", Shared("redis://127.0.0.1:1")._client)
        assert await away.spend(caller) == 0
    waits = [await budget.spend(caller) for _ in range(3) for budget in (away, there)]
    assert waits.count(0) == 3

"""Servers that share a Redis leave a dead endpoint alone together, without it each by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from parley.models import breaker as breaker_module
from parley.models.breaker import Breaker, BreakerOpenError
from parley.models.errors import ModelError
from parley.models.news import News
from parley.storage import redis as storage
from parley.storage.redis import Shared
from tests.redis import Redis
from tests.silent import silent

_FAILURES = 3
_AWAY = "redis://127.0.0.1:1"


@pytest.fixture(scope="module")
def _server() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
def redis(_server: Redis) -> str:
    _server.client.flushall()
    return _server.uri


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever waits for a time has waited for it."""
    monkeypatch.setattr(breaker_module, "HEARD_SECONDS", 0.0)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker_module, "OPEN_SECONDS", 0.0)


class Endpoint:
    """Fails while it is `down`, and waits for `gate` where it has one."""

    def __init__(self) -> None:
        self.calls = 0
        self.down = True
        self.gate: asyncio.Event | None = None

    async def answer(self) -> AsyncIterator[str]:
        self.calls += 1
        if self.gate:
            await self.gate.wait()
        if self.down:
            raise ModelError("down", transient=True)
        yield "one"


async def ask(breaker: Breaker, endpoint: Endpoint) -> list[str]:
    return [item async for item in breaker.guarded(endpoint.answer)()]


def servers(redis: str) -> list[Breaker]:
    return [Breaker("http://a", _FAILURES, News("http://a", Shared(redis))) for _ in range(2)]


async def opened(breaker: Breaker, endpoint: Endpoint) -> None:
    for _ in range(_FAILURES):
        with pytest.raises(ModelError):
            await ask(breaker, endpoint)
    assert breaker.state == "open"
    endpoint.calls = 0


async def test_what_one_found_dead_no_other_asks(redis: str) -> None:
    one, other = servers(redis)
    endpoint = Endpoint()
    await opened(one, endpoint)
    for call in (other.guarded, other.spared):
        with pytest.raises(BreakerOpenError):
            [item async for item in call(endpoint.answer)()]
    assert endpoint.calls == 0


async def test_another_endpoint_is_asked(redis: str) -> None:
    endpoint = Endpoint()
    await opened(servers(redis)[0], endpoint)
    endpoint.down = False
    another = Breaker("http://b", _FAILURES, News("http://b", Shared(redis)))
    assert await ask(another, endpoint) == ["one"]


@pytest.mark.usefixtures("waited")
async def test_one_probe_is_made_for_all_and_its_answer_closes_all(redis: str) -> None:
    one, other = servers(redis)
    endpoint = Endpoint()
    await opened(one, endpoint)
    endpoint.down, endpoint.gate = False, asyncio.Event()
    probe = asyncio.create_task(ask(one, endpoint))
    while not endpoint.calls:
        await asyncio.sleep(0.001)
    with pytest.raises(BreakerOpenError):
        await ask(other, endpoint)
    assert endpoint.calls == 1
    endpoint.gate.set()
    assert await probe == ["one"]
    assert await ask(other, endpoint) == ["one"]
    assert (one.state, other.state) == ("closed", "closed")


@pytest.mark.usefixtures("waited")
async def test_a_probe_that_fails_keeps_all_open(
    redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = servers(redis)
    endpoint = Endpoint()
    await opened(one, endpoint)
    with pytest.raises(ModelError, match="down"):
        await ask(one, endpoint)
    monkeypatch.setattr(breaker_module, "OPEN_SECONDS", 30.0)
    with pytest.raises(BreakerOpenError):
        await ask(other, endpoint)


async def test_without_redis_each_goes_by_what_it_sees(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, other = servers(_AWAY)
    endpoint = Endpoint()
    await opened(one, endpoint)
    endpoint.down = False
    assert await ask(other, endpoint) == ["one"]
    with pytest.raises(BreakerOpenError):
        await ask(one, endpoint)
    assert capsys.readouterr().out.count("Redis doesn't answer") == 2  # one each


@pytest.mark.usefixtures("waited")
async def test_without_redis_a_probe_is_made_all_the_same() -> None:
    one, _ = servers(_AWAY)
    endpoint = Endpoint()
    await opened(one, endpoint)
    endpoint.down = False
    assert await ask(one, endpoint) == ["one"]


async def test_a_redis_that_hangs_holds_up_one_call_and_not_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storage, "_ANSWER_SECONDS", 0.05)
    endpoint = Endpoint()
    endpoint.down = False
    async with silent() as redis:
        one, _ = servers(f"redis://{redis.address}")
        for _ in range(5):
            assert await ask(one, endpoint) == ["one"]
    assert redis.asked == 1


async def test_what_could_not_be_told_is_not_taken_back(
    redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = servers(redis)
    endpoint = Endpoint()
    away = News("http://a", Shared(_AWAY))
    with monkeypatch.context() as patch:
        patch.setattr(one, "_news", away)
        await opened(one, endpoint)
    endpoint.down = False
    with pytest.raises(BreakerOpenError):
        await ask(one, endpoint)

"""Five minutes without the provider: it is left alone, and asked again as soon as it may be back.

The requests are real ones; the breaker's clock and the waits between two tries are not.
"""

import asyncio
from collections.abc import Iterator

import pytest
import stamina
from langchain_core.messages import BaseMessage

from parley.models import breaker
from parley.models.breaker import OPEN_SECONDS
from parley.models.roles import chat_model
from parley.settings import settings
from tests.parley.models.clock import Clock
from tests.provider import Provider, Reply, echo

OUTAGE = 300  # seconds
_STEP = 5  # seconds from one wave of users to the next
_AT_ONCE = 4
_FAILURES = 5
_RETRIES = 2
_PROBES = OUTAGE / OPEN_SECONDS


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(breaker, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def _few_retries(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MODEL_BREAKER_FAILURES", str(_FAILURES))
    monkeypatch.setenv("MODEL_RETRIES", str(_RETRIES))
    monkeypatch.setenv("MODEL_TIMEOUT_SECONDS", "0.2")  # a third of what a whole answer may take
    settings.cache_clear()
    with stamina.set_testing(True, attempts=_RETRIES + 1):
        yield


async def ask() -> BaseMessage:
    return await (await chat_model("chat")).ainvoke("Are you there?")


async def wave() -> list[BaseMessage]:
    """What users who ask at the same time are answered."""
    return await asyncio.gather(*(ask() for _ in range(_AT_ONCE)))


def is_whole(answer: BaseMessage) -> bool:
    return answer.text == "Are you there?" and not answer.response_metadata.get("degraded")


async def outage(provider: Provider, clock: Clock, fault: Reply) -> list[BaseMessage]:
    """Answer every request with the fault for five minutes. The users keep asking."""
    provider.answer = lambda request: fault
    answers: list[BaseMessage] = []
    for _ in range(OUTAGE // _STEP):
        answers += await wave()
        clock.now += _STEP
    provider.answer = echo
    return answers


@pytest.mark.parametrize(
    "fault", [Reply(status=503), Reply(reset=True), Reply(hangs=True)], ids=["503", "reset", "hang"]
)
async def test_the_endpoint_is_left_alone_but_for_the_probes(
    provider: Provider, clock: Clock, fault: Reply
) -> None:
    await outage(provider, clock, fault)
    # Those who asked at the same time as the last failure that is allowed had already been sent.
    assert len(provider.requests) <= _FAILURES + _AT_ONCE - 1 + _PROBES


async def test_every_user_is_told_so(provider: Provider, clock: Clock) -> None:
    answers = await outage(provider, clock, Reply(status=503))
    assert len(answers) == OUTAGE // _STEP * _AT_ONCE
    assert all(answer.text and answer.response_metadata["degraded"] for answer in answers)


async def test_one_probe_is_enough_to_recover(provider: Provider, clock: Clock) -> None:
    await outage(provider, clock, Reply(status=503))
    provider.requests.clear()
    clock.now += OPEN_SECONDS
    assert is_whole(await ask())
    assert len(provider.requests) == 1
    assert all(is_whole(answer) for answer in await wave())
    assert len(provider.requests) == 1 + _AT_ONCE


async def test_nobody_probes_before_it_is_time(provider: Provider, clock: Clock) -> None:
    provider.answer = lambda request: Reply(status=503)
    await wave()
    await wave()
    provider.answer = echo
    provider.requests.clear()
    clock.now += OPEN_SECONDS - 1
    assert not is_whole(await ask())
    assert not provider.requests

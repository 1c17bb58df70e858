"""What passes is tried again, what doesn't isn't; over a real socket."""

import time

import pytest

from parley.models.errors import ModelError
from parley.models.roles import chat_model
from parley.settings import settings
from tests.provider import Provider, Reply


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_BREAKER_FAILURES", "1000")
    settings.cache_clear()


async def ask() -> str:
    return (await (await chat_model("writer")).ainvoke("Hi")).text


async def stream() -> list[str]:
    model = await chat_model("writer")
    return [chunk.text async for chunk in model.astream("Hi") if chunk.text]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
async def test_a_passing_failure_is_tried_again(provider: Provider, status: int) -> None:
    provider.reply(Reply(status=status), "Hello.")
    assert await ask() == "Hello."
    assert len(provider.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_what_will_not_pass_is_asked_once(provider: Provider, status: int) -> None:
    provider.answer = lambda _: Reply(status=status)
    with pytest.raises(ModelError):
        await ask()
    assert len(provider.requests) == 1


@pytest.mark.parametrize("retries", [0, 1, 3])
async def test_tries_are_not_multiplied(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, retries: int
) -> None:
    monkeypatch.setenv("MODEL_RETRIES", str(retries))
    settings.cache_clear()
    provider.answer = lambda _: Reply(status=500)
    with pytest.raises(ModelError):
        await ask()
    assert len(provider.requests) == retries + 1


async def test_it_waits_as_long_as_it_is_asked_to(provider: Provider) -> None:
    provider.reply(Reply(status=429, headers={"retry-after": "1"}), "Hello.")
    began = time.monotonic()
    assert await ask() == "Hello."
    assert time.monotonic() - began >= 1


async def test_it_does_not_wait_for_longer_than_a_user_would(provider: Provider) -> None:
    provider.reply(Reply(status=429, headers={"retry-after": "3600"}))
    with pytest.raises(ModelError, match="Too many requests"):
        await ask()
    assert len(provider.requests) == 1


async def test_a_stream_that_never_began_is_tried_again(provider: Provider) -> None:
    provider.reply(Reply(status=503), "Hello there.")
    assert "".join(await stream()) == "Hello there."


async def test_a_stream_is_not_begun_twice(provider: Provider) -> None:
    provider.reply(Reply("Hello. There, you two.", truncated=True), "Another.")
    heard: list[str] = []
    model = await chat_model("writer")
    with pytest.raises(ModelError, match="broke off"):
        heard.extend([chunk.text async for chunk in model.astream("Hi")])
    assert len(provider.requests) == 1


async def test_a_stream_that_breaks_off_before_anyone_read_of_it_is_tried_again(
    provider: Provider,
) -> None:
    provider.reply(Reply("Hello there you two", truncated=True), "Another.")
    model = await chat_model("writer")
    assert "".join([chunk.text async for chunk in model.astream("Hi")]) == "Another."


async def test_a_call_that_was_tried_again_gives_its_place_back(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_CONCURRENT_CALLS", "1")
    settings.cache_clear()
    for _ in range(3):
        provider.reply(Reply(status=503), "Hello.")
        assert await ask() == "Hello."

"""Redis is asked while it answers, and left alone for a while when it doesn't."""

import asyncio
from collections.abc import Awaitable

import pytest

from parley.storage import redis as module
from parley.storage.redis import AwayError, Shared
from tests.redis import Redis
from tests.silent import silent

_SENTENCE = "Redis doesn't answer"


def answer(redis: Shared) -> Awaitable[object]:
    return redis.ask(lambda client: client.ping())


async def test_it_is_left_alone_until_the_pause_is_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Redis() as server:
        redis = Shared(server.uri)
        assert await answer(redis)
        server.kill()
        with pytest.raises(AwayError):
            await answer(redis)
        server.start()
        with pytest.raises(AwayError):
            await answer(redis)
        monkeypatch.setattr(redis, "_from", 0.0)
        assert await answer(redis)
    assert capsys.readouterr().out.count(_SENTENCE) == 1


async def test_a_redis_that_hangs_holds_up_those_who_asked_and_nobody_after(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 0.05)
    async with silent() as hangs:
        redis = Shared(f"redis://{hangs.address}")
        asked = [answer(redis) for _ in range(3)]
        assert {type(each) for each in await asyncio.gather(*asked, return_exceptions=True)} == {
            AwayError
        }
        before = hangs.asked
        with pytest.raises(AwayError):
            await answer(redis)
        assert hangs.asked == before
    assert capsys.readouterr().out.count(_SENTENCE) == 1


def test_each_event_loop_has_connections_of_its_own() -> None:
    with Redis() as server:
        redis = Shared(server.uri)

        async def ask() -> object:
            return await answer(redis)

        assert [asyncio.run(ask()) for _ in range(3)] == [True] * 3

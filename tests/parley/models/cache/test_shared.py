"""Servers with one Redis have one cache; without it, each has its own, and no call fails."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from parley.models.cache import cached as cached_module
from parley.models.cache import kept as module
from parley.models.cache.kept import Kept, empty_all
from parley.models.cache.near import Near
from parley.models.roles import chat_model
from parley.storage import redis as storage
from parley.storage.redis import Shared
from tests.provider import Provider
from tests.redis import Redis


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
def another(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Kept[str]]:
    """Make one more server's cache of a name."""
    shared = Shared(redis.uri)
    monkeypatch.setattr(module, "shared", lambda: shared)
    monkeypatch.setattr(storage, "_PAUSE_SECONDS", 0.0)
    return Kept


async def test_what_one_keeps_the_other_finds(another: Callable[[str], Kept[str]]) -> None:
    one, other = another("a"), another("a")
    await one.keep("ann", "a", "answer")
    assert await other.find("ann", "a") == "answer"
    assert await other.all("ann") == ["answer"]
    assert await another("b").find("ann", "a") is None


async def test_a_deletion_on_one_empties_it_for_the_other(
    another: Callable[[str], Kept[str]], redis: Redis
) -> None:
    one, other = another("a"), another("a")
    await one.keep("ann", "a", "answer")
    await one.keep("bob", "a", "answer")
    redis.client.set("another key", "stays")
    await other.empty()
    assert await one.find("ann", "a") is None
    assert redis.client.keys() == [b"another key"]


async def test_redis_forgets_by_itself(another: Callable[[str], Kept[str]], redis: Redis) -> None:
    await another("a").keep("ann", "a", "answer")
    [name] = redis.client.keys()
    assert 299_000 < redis.client.pttl(name) <= 300_000


async def test_nobody_is_named_in_redis(another: Callable[[str], Kept[str]], redis: Redis) -> None:
    await another("a").keep("ann", "what ann said", "answer")
    [name] = redis.client.keys()
    assert b"ann" not in name + b"".join(redis.client.hkeys(name))


async def test_a_user_holds_so_many_and_no_more(
    another: Callable[[str], Kept[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.models.cache.on_redis.MOST", 2)
    kept = another("a")
    for number in range(5):
        await kept.keep("ann", str(number), str(number))
    await kept.keep("bob", "a", "answer")
    assert (len(await kept.all("ann")), await kept.find("bob", "a")) == (2, "answer")


async def test_without_redis_each_has_its_own_until_it_is_back(
    another: Callable[[str], Kept[str]], redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = another("a"), another("a")
    redis.kill()
    await one.keep("ann", "a", "one's")
    assert (await one.find("ann", "a"), await other.find("ann", "a")) == ("one's", None)
    redis.start()
    assert await one.find("ann", "a") is None
    await one.keep("ann", "a", "everyone's")
    assert await other.find("ann", "a") == "everyone's"


async def test_what_each_kept_for_itself_is_deleted_too(
    another: Callable[[str], Kept[str]], redis: Redis
) -> None:
    kept = another("a")
    redis.kill()
    await kept.keep("ann", "a", "answer")
    redis.start()
    await empty_all()
    redis.kill()
    assert await kept.find("ann", "a") is None


async def test_what_means_the_same_is_found_on_the_other(
    another: Callable[[str], Kept[str]],
) -> None:
    one: Near[dict[str, bool]] = Near("a")
    other: Near[dict[str, bool]] = Near("a")
    await one.keep(["ann", None], "Describe a picture", {"loops": True})
    assert await other.find(["ann", None], "describe an image.") == {"loops": True}
    assert await other.find(["bob", None], "describe an image.") is None


@pytest.mark.parametrize("streamed", [False, True])
async def test_an_answer_of_one_server_is_given_by_the_other(
    another: Callable[[str], Kept[Any]],
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    streamed: bool,
) -> None:
    model = (await chat_model("chat")).bind(temperature=0)

    async def ask() -> str:
        if streamed:
            return "".join([chunk.text async for chunk in model.astream("One, two")])
        return (await model.ainvoke("One, two")).text

    for _ in range(2):
        monkeypatch.setattr(cached_module, "_answers", another("model"))
        assert await ask() == "One, two"
    assert len(provider.requests) == 1

"""What holds for every cache, in memory and in Redis."""

import asyncio
from collections.abc import Iterator

import pytest

from parley.models.cache import kept as module
from parley.models.cache.kept import Kept, empty_all
from parley.storage.redis import Shared
from tests.redis import Redis


@pytest.fixture(scope="module")
def _redis() -> Iterator[Redis]:
    with Redis() as redis:
        yield redis


@pytest.fixture(params=["memory", "redis"])
def _place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "redis":
        server = request.getfixturevalue("_redis")
        server.client.flushall()
        redis = Shared(server.uri)
        monkeypatch.setattr(module, "shared", lambda: redis)


pytestmark = pytest.mark.usefixtures("_place")


@pytest.fixture
def kept() -> Kept[str]:
    return Kept("test")


async def test_what_is_kept_is_found(kept: Kept[str]) -> None:
    await kept.keep("ann", "a", "answer")
    assert (await kept.find("ann", "a"), await kept.find("ann", "b")) == ("answer", None)


async def test_the_newest_value_counts(kept: Kept[str]) -> None:
    await kept.keep("ann", "a", "old")
    await kept.keep("ann", "a", "new")
    assert await kept.find("ann", "a") == "new"


async def test_nothing_passes_from_one_group_to_another(kept: Kept[str]) -> None:
    await kept.keep("ann", "a", "answer")
    assert await kept.find("bob", "a") is None
    assert (await kept.all("ann"), await kept.all("bob")) == (["answer"], [])


@pytest.mark.parametrize("seconds", [0, -1])
async def test_without_time_nothing_is_kept(
    kept: Kept[str], monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    monkeypatch.setattr(module, "seconds", lambda: seconds)
    await kept.keep("ann", "a", "answer")
    assert await kept.find("ann", "a") is None


async def test_nothing_is_found_when_its_time_is_over(
    kept: Kept[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "seconds", lambda: 0.001)
    await kept.keep("ann", "a", "old")
    await asyncio.sleep(0.01)
    monkeypatch.setattr(module, "seconds", lambda: 300)
    await kept.keep("ann", "b", "young")
    assert await kept.find("ann", "a") is None
    assert await kept.all("ann") == ["young"]


async def test_what_is_found_is_a_copy() -> None:
    kept: Kept[dict[str, list[str]]] = Kept("lists")
    value = {"needs": ["loops"]}
    await kept.keep("ann", "a", value)
    value["needs"].append("changed")
    found = await kept.find("ann", "a")
    assert found == {"needs": ["loops"]}
    found["needs"].append("changed")
    assert await kept.find("ann", "a") == {"needs": ["loops"]}


async def test_what_can_not_be_written_is_refused(kept: Kept[object]) -> None:
    with pytest.raises(TypeError):
        await kept.keep("ann", "a", object())


async def test_all_are_emptied_at_once() -> None:
    one: Kept[str] = Kept("one")
    other: Kept[str] = Kept("other")
    await one.keep("ann", "a", "answer")
    await other.keep("bob", "a", "answer")
    await empty_all()
    assert (await one.find("ann", "a"), await other.find("bob", "a")) == (None, None)

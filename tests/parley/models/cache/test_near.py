"""The semantic cache by itself: whose, for how long, and what it does without vectors."""

import pytest

from parley.models.cache.kept import empty_all
from parley.models.cache.near import Near
from parley.settings import settings
from tests.provider import Provider


async def test_it_gives_again_what_means_the_same() -> None:
    near: Near[str] = Near("test")
    await near.keep(["ann"], "Describe a picture", "found")
    assert await near.find(["ann"], "describe an image.") == "found"
    assert await near.find(["ann"], "Delete an image") is None


async def test_nothing_passes_from_one_to_another() -> None:
    near: Near[str] = Near("test")
    await near.keep(("ann", "a"), "Describe a picture", "found")
    assert await near.find(("bob", "a"), "Describe a picture") is None
    assert await near.find(("ann", "b"), "Describe a picture") is None


async def test_it_is_off_with_the_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    near: Near[str] = Near("test")
    await near.keep(["ann"], "Describe a picture", "found")
    monkeypatch.setenv("MODEL_CACHE_SECONDS", "0")
    settings.cache_clear()
    assert await near.find(["ann"], "Describe a picture") is None


async def test_the_deletion_of_a_user_empties_it() -> None:
    near: Near[str] = Near("test")
    await near.keep(["ann"], "Describe a picture", "found")
    await empty_all()
    assert await near.find(["ann"], "Describe a picture") is None


async def test_without_vectors_it_finds_nothing(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_EMBEDDING_MODEL", "openai:missing")
    settings.cache_clear()
    near: Near[str] = Near("test")
    await near.keep(["ann"], "Describe a picture", "found")
    assert await near.find(["ann"], "Describe an image") is None

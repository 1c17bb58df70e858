"""Checks within a protected call: what is kept, counted, closed, and said instead."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel

from parley.models.cache.kept import empty_all
from parley.models.errors import ModelError
from parley.models.roles import chat_model, structured
from parley.safety.output.sentences import STOPPED, UNJUDGED, WITHHELD
from parley.settings import settings
from tests.provider import Provider, Reply

CARD = "4111 1111 1111 1111"
THREAT = "I will kill you. "


class Order(BaseModel):
    note: str


async def heard() -> str:
    return "".join([chunk.text async for chunk in (await chat_model("chat")).astream("Hi")])


def tokens(kind: str) -> float:
    labels = {"model": "scripted", "role": "chat", "kind": kind}
    return REGISTRY.get_sample_value("parley_model_tokens_total", labels) or 0


async def test_a_flagged_stream_is_closed_and_what_it_used_is_counted(provider: Provider) -> None:
    provider.reply(Reply(f"Hello. {THREAT}" + "word " * 2000, pace=0.001))
    before = tokens("output")
    assert await heard() == "Hello. " + STOPPED
    while not provider.left:  # its side hears of it a moment later
        await asyncio.sleep(0.01)
    assert 0 < tokens("output") - before < 100


async def test_a_flagged_answer_is_no_failure_of_the_model(provider: Provider) -> None:
    provider.answer = lambda _: Reply(THREAT)
    assert [await heard() for _ in range(3)] == [WITHHELD] * 3
    assert len(provider.requests) == 3


async def test_a_typed_answer_is_rewritten(provider: Provider) -> None:
    provider.reply(Reply(json={"note": f"Pay with {CARD}\nnow"}))
    assert await structured("chat", Order).ainvoke("?") == Order(note="Pay with [CARD]\nnow")


async def test_a_flagged_typed_answer_is_an_error_and_not_asked_for_again(
    provider: Provider,
) -> None:
    provider.answer = lambda _: Reply(json={"note": THREAT})
    with pytest.raises(ModelError, match="withheld"):
        await structured("chat", Order).ainvoke("?")
    assert len(provider.requests) == 1


@pytest.fixture
async def keeps(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Answers are kept."""
    monkeypatch.setenv("MODEL_CACHE_SECONDS", "60")
    settings.cache_clear()
    yield
    await empty_all()


@pytest.mark.usefixtures("keeps")
async def test_what_is_kept_is_clean(provider: Provider) -> None:
    provider.answer = lambda _: Reply(f"It is {CARD}. Bye.")
    assert [await heard(), await heard()] == ["It is [CARD]. Bye."] * 2
    assert len(provider.requests) == 1


@pytest.mark.usefixtures("keeps")
async def test_a_flagged_answer_is_not_kept(provider: Provider) -> None:
    provider.reply(f"Hello. {THREAT}", "Hello. You are kind.")
    assert [await heard(), await heard()] == ["Hello. " + STOPPED, "Hello. You are kind."]


async def test_nothing_is_said_that_could_not_be_judged(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODERATION_URL", provider.url)
    monkeypatch.setenv("MODERATION_DOWN", "closed")
    settings.cache_clear()
    provider.moderation = Reply(status=503)
    provider.answer = lambda _: Reply("Hello.")
    assert await heard() == UNJUDGED


async def test_the_second_model_s_answer_is_checked_too(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_FALLBACK_MODEL", "openai:other")
    monkeypatch.setenv("MODEL_RETRIES", "0")
    settings.cache_clear()

    def answer(request: Any) -> Reply:
        return Reply(CARD) if request["model"] == "other" else Reply(status=503)

    provider.answer = answer
    assert await heard() == "[CARD]"


async def test_it_can_be_turned_off(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUT_SAFETY", "false")
    settings.cache_clear()
    provider.reply(THREAT)
    assert await heard() == THREAT

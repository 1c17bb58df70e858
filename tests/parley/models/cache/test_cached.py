"""A model of LangChain with nothing but the cache around it, against a server over a socket."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any, Literal

import pytest
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from openai import APIStatusError
from pydantic import BaseModel, Field, create_model

from parley.models.cache import cached as module
from parley.models.cache.cached import cached
from parley.models.cache.key import Key, key_of
from parley.settings import settings
from tests.parley.models.cache.as_user import as_user
from tests.provider import Provider, Reply


class Cached(ChatOpenAI):
    """The real model with this one layer."""

    async def _agenerate(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> ChatResult:
        generate = super()._agenerate

        async def once() -> AsyncIterator[ChatResult]:
            yield await generate(messages, *args, **kwargs)

        async with aclosing(
            cached(once, key_of(self, messages, kwargs, streamed=False))()  # type: ignore[type-var]
        ) as answer:
            return await anext(answer)

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        stream = super()._astream

        def once() -> AsyncIterator[ChatGenerationChunk]:
            return stream(messages, *args, **kwargs)

        async with aclosing(
            cached(once, key_of(self, messages, kwargs, streamed=True))()  # type: ignore[type-var]
        ) as answer:
            async for chunk in answer:
                yield chunk


class Answer(BaseModel):
    word: str


@pytest.fixture
def model(provider: Provider) -> BaseChatModel:
    return Cached(
        model="scripted",
        base_url=provider.url,
        api_key="none",  # type: ignore[arg-type]
        temperature=0,
        max_retries=0,
        stream_usage=True,
    )


async def test_the_same_question_is_asked_once(provider: Provider, model: BaseChatModel) -> None:
    first, second = await model.ainvoke("Hi"), await model.ainvoke("Hi")
    assert (first.text, second.text) == ("Hi", "Hi")
    assert len(provider.requests) == 1
    assert first.id != second.id
    assert "cached" not in first.response_metadata
    assert second.response_metadata["cached"]


async def test_a_stream_comes_again(provider: Provider, model: BaseChatModel) -> None:
    texts = ["".join([c.text async for c in model.astream("One, two")]) for _ in range(3)]
    assert texts == ["One, two"] * 3
    assert len(provider.requests) == 1


async def test_calls_of_tools_come_again(provider: Provider, model: BaseChatModel) -> None:
    def add(a: int, b: int) -> int:
        """Add."""
        return a + b

    provider.reply(Reply(tool_calls=[{"name": "add", "args": {"a": 2, "b": 3}}]))
    with_tools = model.bind_tools([add])
    for _ in range(2):
        answer: Any = None
        async for chunk in with_tools.astream("2 + 3?"):
            answer = answer + chunk if answer else chunk
        assert answer.tool_calls[0]["args"] == {"a": 2, "b": 3}
    assert len(provider.requests) == 1


async def test_typed_answers_come_again(provider: Provider, model: BaseChatModel) -> None:
    provider.reply(Reply(json={"word": "yes"}))
    ask = model.with_structured_output(Answer, method="json_schema")
    assert [await ask.ainvoke("Yes?") for _ in range(2)] == [Answer(word="yes")] * 2
    assert len(provider.requests) == 1


async def test_typed_answers_fit_a_schema_that_is_made_anew(
    provider: Provider, model: BaseChatModel
) -> None:
    for _ in range(2):
        route = create_model("Route", next_step=(Literal["write"], Field(alias="step")))
        ask = model.with_structured_output(route, method="json_schema")
        assert isinstance(await ask.ainvoke("Where to?"), route)
    assert len(provider.requests) == 1


async def test_a_typed_answer_of_the_wrong_form_is_asked_for_again(
    provider: Provider, model: BaseChatModel
) -> None:
    provider.reply(Reply(json={"other": 1}), Reply(json={"word": "yes"}))
    ask = model.with_structured_output(Answer, method="json_schema")
    with pytest.raises(Exception, match="word"):
        await ask.ainvoke("Yes?")
    assert await ask.ainvoke("Yes?") == Answer(word="yes")


@pytest.mark.parametrize("streamed", [False, True])
async def test_used_tokens_are_counted_once(
    provider: Provider, model: BaseChatModel, streamed: bool
) -> None:
    counted = UsageMetadataCallbackHandler()
    for _ in range(2):
        if streamed:
            assert [c async for c in model.astream("Hi", {"callbacks": [counted]})]
        else:
            await model.ainvoke("Hi", {"callbacks": [counted]})
    assert [used["total_tokens"] for used in counted.usage_metadata.values()] == [11]


async def test_who_writes_into_an_answer_changes_no_others(
    provider: Provider, model: BaseChatModel
) -> None:
    for _ in range(3):
        answer = await model.ainvoke("Hi")
        assert answer.content == "Hi"
        answer.content = "changed"
        answer.response_metadata["changed"] = True
    assert "changed" not in (await model.ainvoke("Hi")).response_metadata


async def test_an_error_is_not_kept(provider: Provider, model: BaseChatModel) -> None:
    provider.reply(Reply(status=500), "Hello.")
    with pytest.raises(APIStatusError):
        await model.ainvoke("Hi")
    assert (await model.ainvoke("Hi")).text == "Hello."


async def test_an_answer_that_was_cut_off_is_not_kept(
    provider: Provider, model: BaseChatModel
) -> None:
    provider.reply(Reply(text="Hello and", truncated=True), "Hello.")
    await model.ainvoke("Hi")
    assert (await model.ainvoke("Hi")).text == "Hello."


async def test_a_stream_that_nobody_read_to_the_end_is_not_kept(
    provider: Provider, model: BaseChatModel
) -> None:
    async with aclosing(model.astream("One, two, three")) as stream:  # type: ignore[type-var]
        async for _ in stream:
            break
    assert "".join([c.text async for c in model.astream("One, two, three")]) == "One, two, three"
    assert len(provider.requests) == 2


@pytest.mark.parametrize("streamed", [False, True])
async def test_at_the_same_time_one_is_asked(
    provider: Provider, model: BaseChatModel, streamed: bool
) -> None:
    provider.answer = lambda _: Reply(text="Hello.", delay=0.1)

    async def ask() -> str:
        if streamed:
            return "".join([c.text async for c in model.astream("Hi")])
        return (await model.ainvoke("Hi")).text

    assert await asyncio.gather(*(ask() for _ in range(10))) == ["Hello."] * 10
    assert len(provider.requests) == 1


async def test_who_waits_outlives_another_ones_end(
    provider: Provider, model: BaseChatModel
) -> None:
    provider.answer = lambda _: Reply(text="Hello.", delay=0.2)
    first = asyncio.create_task(model.ainvoke("Hi"))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(model.ainvoke("Hi"))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).text == "Hello."
    assert len(provider.requests) == 2


async def test_nobody_waits_for_ever_for_a_reader_that_stopped(
    provider: Provider, model: BaseChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.05)
    async for _ in model.astream("One, two"):
        assert "".join([c.text async for c in model.astream("One, two")]) == "One, two"
    assert len(provider.requests) == 2


async def test_one_callers_failure_is_no_others(provider: Provider, model: BaseChatModel) -> None:
    provider.reply(Reply(status=500, delay=0.1), "Hello.", "Hello.")
    answers = await asyncio.gather(*(model.ainvoke("Hi") for _ in range(3)), return_exceptions=True)
    assert [type(answer).__name__ for answer in answers].count("AIMessage") == 2


async def test_no_answer_of_one_user_goes_to_another(
    provider: Provider, model: BaseChatModel
) -> None:
    provider.reply("for Ann", "for Bob")

    async def ask() -> str:
        return (await model.ainvoke("Hi")).text

    users = ["ann", "bob", "ann", "bob"]
    answers = [await as_user(user, ask) for user in users]
    assert answers == ["for Ann", "for Bob", "for Ann", "for Bob"]


async def test_another_temperature_is_asked_each_time(provider: Provider) -> None:
    warm = Cached(model="m", base_url=provider.url, api_key="none", temperature=1)  # type: ignore[arg-type]
    for _ in range(2):
        await warm.ainvoke("Hi")
    assert len(provider.requests) == 2


async def test_0_seconds_is_off(
    provider: Provider, model: BaseChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_CACHE_SECONDS", "0")
    settings.cache_clear()
    for _ in range(2):
        await model.ainvoke("Hi")
    assert len(provider.requests) == 2


def test_several_event_loops_share_what_is_kept() -> None:
    calls = []

    async def once() -> AsyncIterator[ChatResult]:
        calls.append(1)
        told = {"finish_reason": "stop"}
        message = AIMessage("Hello.", response_metadata=told)
        yield ChatResult(generations=[ChatGeneration(message=message)])

    async def ask() -> str:
        async with aclosing(cached(once, Key("ann", "key"))()) as answer:  # type: ignore[type-var]
            return (await anext(answer)).generations[0].text

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: asyncio.run(ask()), range(100)))
    assert answers == ["Hello."] * 100
    assert len(calls) <= 8


async def test_openai_learns_which_prompts_begin_alike(provider: Provider) -> None:
    own = {"model_kwargs": {"prompt_cache_key": "parley:advisor"}}
    openai = ChatOpenAI(model="m", base_url=provider.url, api_key="none", **own)  # type: ignore[arg-type]
    await openai.with_structured_output(Answer, method="json_schema").ainvoke("Yes?")
    assert [c async for c in openai.astream("Hi")]
    assert [r["prompt_cache_key"] for r in provider.requests] == ["parley:advisor"] * 2

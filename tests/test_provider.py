"""The scripted provider itself, through the client that the graphs use."""

import json
from collections.abc import Iterator
from typing import Literal

import openai
import pytest
from langchain_core.messages import AIMessageChunk
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, Field, ValidationError

from tests.provider import WRONG_SCHEMA, Provider, Reply


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
def model(provider: Provider) -> ChatOpenAI:
    return ChatOpenAI(
        model="m", base_url=provider.url, api_key="k", max_retries=0, stream_usage=True
    )


@pytest.fixture
def impatient(provider: Provider) -> ChatOpenAI:
    return ChatOpenAI(model="m", base_url=provider.url, api_key="k", max_retries=0, timeout=0.3)


class Inner(BaseModel):
    size: int = Field(ge=3)


class Answer(BaseModel):
    kind: Literal["a", "b"]
    inner: Inner
    items: list[Inner] = Field(min_length=2)
    note: str | None
    text: str = Field(min_length=4)


async def test_it_echoes_in_several_tokens_with_usage(model: ChatOpenAI) -> None:
    chunks = [chunk async for chunk in model.astream("hello there")]
    assert "".join(chunk.text for chunk in chunks) == "hello there"
    assert sum(bool(chunk.text) for chunk in chunks) > 1
    assert any(chunk.usage_metadata for chunk in chunks)
    assert (await model.ainvoke("whole")).text == "whole"


async def test_an_unscripted_schema_gets_a_valid_instance(model: ChatOpenAI) -> None:
    answer = await model.with_structured_output(Answer, method="json_schema").ainvoke("?")
    assert isinstance(answer, Answer)
    assert answer.kind == "a"


async def test_the_script_decides(provider: Provider, model: ChatOpenAI) -> None:
    provider.reply(Reply(tool_calls=[{"name": "look", "args": {"q": 1}}]), "second")
    assert (await model.ainvoke("x")).tool_calls[0]["args"] == {"q": 1}
    assert (await model.ainvoke("x")).text == "second"
    provider.answer = lambda request: Reply(text=str(len(request["messages"])))
    assert (await model.ainvoke("x")).text == "1"
    assert len(provider.requests) == 3


async def test_errors_have_a_status_and_headers(provider: Provider, model: ChatOpenAI) -> None:
    provider.reply(Reply(status=429, headers={"retry-after": "7"}))
    with pytest.raises(openai.RateLimitError) as raised:
        await model.ainvoke("x")
    assert raised.value.response.headers["retry-after"] == "7"


async def test_a_truncated_stream_has_no_finish_reason(
    provider: Provider, model: ChatOpenAI
) -> None:
    provider.reply(Reply("a long answer that is cut", truncated=True))
    chunks = [chunk async for chunk in model.astream("x")]
    assert 0 < len("".join(chunk.text for chunk in chunks)) < 25
    assert not any(chunk.response_metadata.get("finish_reason") for chunk in chunks)


@pytest.mark.parametrize("streaming", [False, True])
async def test_a_connection_is_reset_before_any_byte(
    provider: Provider, model: ChatOpenAI, streaming: bool
) -> None:
    provider.reply(Reply(reset=True))
    with pytest.raises(openai.APIConnectionError) as raised:
        await model.ainvoke("x", stream=streaming)
    assert not isinstance(raised.value, openai.APITimeoutError)
    assert (await model.ainvoke("still there")).text == "still there"


@pytest.mark.parametrize("streaming", [False, True])
async def test_nothing_comes_until_the_client_hangs_up(
    provider: Provider, model: ChatOpenAI, impatient: ChatOpenAI, streaming: bool
) -> None:
    provider.reply(Reply(hangs=True))
    with pytest.raises(openai.APITimeoutError):
        await impatient.ainvoke("x", stream=streaming)
    assert (await model.ainvoke("still there")).text == "still there"


async def test_a_whole_answer_stalls_in_the_middle(
    provider: Provider, impatient: ChatOpenAI
) -> None:
    provider.reply(Reply("a long answer", stalls=True))
    with pytest.raises(openai.APITimeoutError):
        await impatient.ainvoke("x")


async def test_a_stream_stalls_in_the_middle(provider: Provider, impatient: ChatOpenAI) -> None:
    provider.reply(Reply("a long answer that stalls", stalls=True))
    chunks: list[AIMessageChunk] = []
    with pytest.raises(openai.APITimeoutError):
        await collect(impatient, chunks)
    assert 0 < len("".join(chunk.text for chunk in chunks)) < 25


async def test_a_whole_answer_is_no_json(provider: Provider, model: ChatOpenAI) -> None:
    provider.reply(Reply("a long answer", garbage=True))
    with pytest.raises(json.JSONDecodeError):
        await model.ainvoke("x")


async def test_an_event_of_a_stream_is_no_json(provider: Provider, model: ChatOpenAI) -> None:
    provider.reply(Reply("a long answer, then garbage", garbage=True))
    chunks: list[AIMessageChunk] = []
    with pytest.raises(json.JSONDecodeError):
        await collect(model, chunks)
    assert 0 < len("".join(chunk.text for chunk in chunks)) < 27


async def test_an_answer_can_have_the_wrong_schema(provider: Provider, model: ChatOpenAI) -> None:
    provider.reply(WRONG_SCHEMA)
    with pytest.raises(ValidationError):
        await model.with_structured_output(Answer, method="json_schema").ainvoke("?")


async def collect(model: ChatOpenAI, chunks: list[AIMessageChunk]) -> None:
    """Fill `chunks`, which holds what came before an error."""
    async for chunk in model.astream("x"):
        chunks.append(chunk)  # noqa: PERF401 - a comprehension would lose them

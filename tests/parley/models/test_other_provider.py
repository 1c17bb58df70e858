"""What protects a call holds for Anthropic's client too, over a real socket."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from prometheus_client import REGISTRY
from pydantic import BaseModel

from parley.models.errors import ModelError
from parley.models.fallback import BROKEN_OFF
from parley.models.roles import chat_model, structured
from parley.safety.acts import read_only
from parley.settings import settings
from tests.anthropic_provider import AnthropicProvider
from tests.provider import Provider, Reply


class Answer(BaseModel):
    word: str


@read_only
@tool
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@pytest.fixture
def anthropic(monkeypatch: pytest.MonkeyPatch) -> Iterator[AnthropicProvider]:
    """The model that answers is Anthropic's."""
    with AnthropicProvider() as provider:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "scripted")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.url)
        monkeypatch.setenv("PARLEY_MODEL", "anthropic:scripted")
        monkeypatch.setenv("MODEL_RETRIES", "1")
        settings.cache_clear()
        yield provider


@pytest.fixture
def second(
    anthropic: AnthropicProvider, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> AnthropicProvider:
    """OpenAI's is down, and Anthropic's is the second model."""
    monkeypatch.delenv("PARLEY_MODEL")
    monkeypatch.setenv("MODEL_RETRIES", "0")
    monkeypatch.setenv("PARLEY_FALLBACK_MODEL", "anthropic:scripted")
    settings.cache_clear()
    provider.answer = lambda _: Reply(status=503)
    return anthropic


async def ask() -> AIMessage:
    return await (await chat_model("chat")).ainvoke("Hi")


async def stream() -> Any:
    total = None
    async for chunk in (await chat_model("chat")).astream("Hi"):
        total = chunk if total is None else total + chunk
    return total


@pytest.mark.parametrize("how", [ask, stream])
async def test_it_answers(anthropic: AnthropicProvider, how: Any) -> None:
    answer = await how()
    assert answer.text == "Hello."
    assert len(anthropic.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 529])
@pytest.mark.parametrize("how", [ask, stream])
async def test_a_passing_failure_is_tried_once_more(
    anthropic: AnthropicProvider, how: Any, status: int
) -> None:
    anthropic.reply(Reply(status=status, headers={"retry-after": "0"}))
    assert (await how()).text == "Hello."
    assert len(anthropic.requests) == 2


async def test_a_retry_after_may_be_a_date(anthropic: AnthropicProvider) -> None:
    late = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    anthropic.reply(Reply(status=429, headers={"retry-after": late}))
    answer = await ask()
    assert answer.response_metadata["degraded"] is True
    assert len(anthropic.requests) == 1  # nobody waits for an hour


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(401, "The key was refused by .*: check its provider"), (400, "refused .* as invalid")],
)
async def test_what_is_refused_is_said_and_not_tried_again(
    anthropic: AnthropicProvider, status: int, sentence: str
) -> None:
    anthropic.answer = lambda _: Reply(status=status, text="PROVIDER TEXT")
    with pytest.raises(ModelError, match=sentence) as refusal:
        await ask()
    assert "PROVIDER TEXT" not in str(refusal.value)
    assert len(anthropic.requests) == 1


@pytest.mark.parametrize("fault", [{"truncated": True}, {"garbage": True}])
async def test_a_stream_that_breaks_off_says_so(
    anthropic: AnthropicProvider, fault: dict[str, bool]
) -> None:
    anthropic.reply(Reply("Once upon. There was a king.", **fault))  # type: ignore[arg-type]
    answer = await stream()
    assert answer.text.startswith("Once")
    assert answer.text.endswith(BROKEN_OFF)


async def test_typed_answers_are_repaired(anthropic: AnthropicProvider) -> None:
    wrong = {"name": "Answer", "args": {"letter": "y"}}
    right = {"name": "Answer", "args": {"word": "yes"}}
    anthropic.reply(Reply(tool_calls=[wrong]), Reply(tool_calls=[right]))
    assert await structured("chat", Answer).ainvoke("Yes or no?") == Answer(word="yes")
    assert "did not fit" in str(anthropic.requests[1]["messages"][-1])


async def test_its_tokens_are_counted(anthropic: AnthropicProvider) -> None:
    labels = {"model": "anthropic:scripted", "role": "chat", "kind": "cached"}
    before = REGISTRY.get_sample_value("parley_model_tokens_total", labels) or 0
    await stream()
    assert REGISTRY.get_sample_value("parley_model_tokens_total", labels) == before + 4


async def test_the_beginning_of_a_prompt_is_kept(anthropic: AnthropicProvider) -> None:
    await ask()
    assert anthropic.requests[0]["cache_control"] == {"type": "ephemeral"}


async def test_an_agent_uses_its_tools(anthropic: AnthropicProvider) -> None:
    anthropic.reply(Reply(tool_calls=[{"name": "add", "args": {"a": 2, "b": 3}}]))
    agent = create_agent(await chat_model("chat"), [add])
    state = await agent.ainvoke({"messages": [("user", "2 + 3?")]})
    assert [m.text for m in state["messages"][-2:]] == ["5", "Hello."]


@pytest.mark.parametrize("how", [ask, stream])
async def test_as_a_second_model_it_answers(second: AnthropicProvider, how: Any) -> None:
    assert (await how()).text == "Hello."
    assert len(second.requests) == 1


async def test_as_a_second_model_it_gets_tools_in_its_form(second: AnthropicProvider) -> None:
    second.reply(Reply(tool_calls=[{"name": "add", "args": {"a": 2, "b": 3}}]))
    agent = create_agent(await chat_model("chat"), [add])
    state = await agent.ainvoke({"messages": [("user", "2 + 3?")]})
    assert [m.text for m in state["messages"][-2:]] == ["5", "Hello."]
    [tool] = second.requests[0]["tools"]
    assert "input_schema" in tool


async def test_as_a_second_model_it_gives_typed_answers(second: AnthropicProvider) -> None:
    second.reply(Reply(tool_calls=[{"name": "Answer", "args": {"word": "yes"}}]))
    assert await structured("chat", Answer).ainvoke("Yes or no?") == Answer(word="yes")

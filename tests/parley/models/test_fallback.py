"""A second model, then an honest sentence; over a real socket."""

from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from parley.models.errors import ModelError
from parley.models.fallback import BROKEN_OFF, UNAVAILABLE
from parley.models.roles import chat_model, structured
from parley.safety.acts import read_only
from parley.settings import settings
from tests.provider import Provider, Reply


class Answer(BaseModel):
    word: str


@pytest.fixture(autouse=True)
def _one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_RETRIES", "0")
    settings.cache_clear()


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> None:
    """The first model is down, the second one answers."""
    monkeypatch.setenv("PARLEY_FALLBACK_MODEL", "openai:second")
    settings.cache_clear()

    def answer(request: dict[str, Any]) -> Reply:
        if request["model"] != "second":
            return Reply(status=503, text="PROVIDER TEXT")
        if "response_format" in request:
            return Reply(json={"word": "second"})
        if "tools" in request and request["messages"][-1]["role"] == "user":
            return Reply(tool_calls=[{"name": "add", "args": {"a": 2, "b": 3}}])
        return Reply("from the second")

    provider.answer = answer


def models(provider: Provider) -> list[str]:
    return [request["model"] for request in provider.requests]


async def ask() -> AIMessage:
    return await (await chat_model("chat")).ainvoke("Hi")


async def stream() -> Any:
    total = None
    async for chunk in (await chat_model("chat")).astream("Hi"):
        total = chunk if total is None else total + chunk
    return total


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("how", [ask, stream])
async def test_a_second_model_answers(provider: Provider, how: Any) -> None:
    answer = await how()
    assert answer.text == "from the second"
    assert "degraded" not in answer.response_metadata
    assert models(provider) == ["scripted", "second"]


@pytest.mark.usefixtures("second")
async def test_it_gives_typed_answers() -> None:
    assert await structured("chat", Answer).ainvoke("Yes or no?") == Answer(word="second")


@pytest.mark.usefixtures("second")
async def test_it_uses_the_same_tools() -> None:
    @read_only
    @tool
    def add(a: int, b: int) -> int:
        """Add."""
        return a + b

    agent = create_agent(await chat_model("chat"), [add])
    state = await agent.ainvoke({"messages": [("user", "2 + 3?")]})
    assert [m.text for m in state["messages"][-2:]] == ["5", "from the second"]


@pytest.mark.usefixtures("second")
async def test_a_refused_key_is_not_hidden_by_it(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=401)
    with pytest.raises(ModelError, match="key was refused"):
        await ask()
    assert models(provider) == ["scripted"]


@pytest.mark.parametrize("how", [ask, stream])
async def test_with_no_model_left_the_answer_is_honest(provider: Provider, how: Any) -> None:
    provider.answer = lambda _: Reply(status=503, text="PROVIDER TEXT")
    answer = await how()
    assert answer.text == UNAVAILABLE
    assert answer.response_metadata["degraded"] is True


async def test_a_stream_that_breaks_off_says_so(provider: Provider) -> None:
    provider.answer = lambda _: Reply("Once upon. There was a king.", truncated=True)
    answer = await stream()
    assert answer.text.startswith("Once")
    assert answer.text.endswith(BROKEN_OFF)
    assert answer.response_metadata["degraded"] is True


async def test_who_makes_something_of_an_answer_gets_none(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=503)
    with pytest.raises(ModelError, match="try again"):
        await (await chat_model("writer")).ainvoke("Hi")
    with pytest.raises(ModelError):
        await structured("chat", Answer).ainvoke("Yes or no?")

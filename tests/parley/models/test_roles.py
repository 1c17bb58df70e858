"""Each way to a model, and each way it fails, against a server over a real socket."""

import socket

import pytest
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel
from structlog.testing import capture_logs

from parley.models.client import Role
from parley.models.errors import ModelError
from parley.models.roles import chat_model, start, structured
from parley.safety.acts import read_only
from parley.settings import settings
from tests.provider import Provider, Reply


class Answer(BaseModel):
    word: str


async def test_a_compatible_server_is_asked_for_its_model(provider: Provider) -> None:
    await (await chat_model("chat")).ainvoke("Hi")
    assert provider.requests[-1]["model"] == "scripted"


async def test_a_named_model_is_asked_for(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_MODEL", "openai:mine")
    settings.cache_clear()
    await (await chat_model("chat")).ainvoke("Hi")
    assert provider.requests[-1]["model"] == "mine"


async def test_a_role_has_its_longest_answer(provider: Provider) -> None:
    roles: list[Role] = ["supervisor", "writer"]
    for role in roles:
        await (await chat_model(role)).ainvoke("Hi")
    short, long = (request["max_completion_tokens"] for request in provider.requests)
    assert short < long


async def test_the_client_is_built_once(provider: Provider) -> None:
    one, two = [await chat_model("chat") for _ in range(2)]
    assert isinstance(one, ChatOpenAI)
    assert isinstance(two, ChatOpenAI)
    assert one.root_async_client is two.root_async_client


async def test_streamed_usage_is_counted(provider: Provider) -> None:
    model = await chat_model("chat")
    chunks = [chunk async for chunk in model.astream("Hi")]
    assert [c.usage_metadata["total_tokens"] for c in chunks if c.usage_metadata] == [11]


async def test_it_works_in_an_agent(provider: Provider) -> None:
    @read_only
    @tool
    def add(a: int, b: int) -> int:
        """Add."""
        return a + b

    provider.reply(Reply(tool_calls=[{"name": "add", "args": {"a": 2, "b": 3}}]), "It is 5.")
    agent = create_agent(await chat_model("chat"), [add])
    state = await agent.ainvoke({"messages": [("user", "2 + 3?")]})
    assert [m.text for m in state["messages"][-2:]] == ["5", "It is 5."]


async def test_a_typed_answer_is_typed(provider: Provider) -> None:
    provider.reply(Reply(json={"word": "yes"}))
    assert await structured("chat", Answer).ainvoke("Yes or no?") == Answer(word="yes")


async def test_a_typed_answer_of_another_form_is_repaired(provider: Provider) -> None:
    provider.reply(Reply(json={"other": 1}), Reply(json={"word": "yes"}))
    assert await structured("chat", Answer).ainvoke("Yes or no?") == Answer(word="yes")
    assert "word: Field required" in provider.requests[-1]["messages"][-1]["content"]


async def test_an_answer_that_is_no_json_is_repaired(provider: Provider) -> None:
    provider.reply(Reply("no JSON"), Reply(json={"word": "yes"}))
    assert await structured("chat", Answer).ainvoke("Yes or no?") == Answer(word="yes")


async def test_it_is_repaired_once_then_it_is_a_clear_error(provider: Provider) -> None:
    provider.reply(Reply(json={"other": 1}), Reply(json={"other": 1}), Reply(json={"word": "a"}))
    with pytest.raises(ModelError, match="did not have the form"):
        await structured("chat", Answer).ainvoke("Yes or no?")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "refused"),
        (401, "check OPENAI_API_KEY"),
        (403, "check OPENAI_API_KEY"),
        (404, "no such model"),
        (422, "refused"),
        (429, "Too many requests"),
        (500, "try again"),
        (503, "try again"),
    ],
)
async def test_each_failure_says_what_to_do(provider: Provider, status: int, said: str) -> None:
    headers = {"retry-after": "0"}
    provider.answer = lambda _: Reply(status=status, text="PROVIDER TEXT", headers=headers)
    with pytest.raises(ModelError, match=said) as caught:
        await (await chat_model("writer")).ainvoke("Hi")
    assert "PROVIDER TEXT" not in str(caught.value)


async def test_a_failure_while_streaming_is_clear_too(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=401)
    model = await chat_model("chat")
    with pytest.raises(ModelError, match="check OPENAI_API_KEY"):
        [chunk async for chunk in model.astream("Hi")]


async def test_what_the_provider_said_is_in_the_log(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=400, text="PROVIDER TEXT")
    with capture_logs() as logs, pytest.raises(ModelError):
        await (await chat_model("chat")).ainvoke("Hi")
    assert any("PROVIDER TEXT" in str(line) for line in logs)


async def test_an_unreachable_url_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    settings.cache_clear()
    with pytest.raises(ModelError, match=f"No connection to {url}"):
        await chat_model("chat")


async def test_openai_without_a_key_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_MODEL", "openai:gpt-6-luna")
    settings.cache_clear()
    with pytest.raises(ModelError, match="set OPENAI_API_KEY"):
        await chat_model("chat")


async def test_a_missing_provider_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_MODEL", "mistralai:small")
    settings.cache_clear()
    with pytest.raises(ModelError, match="add langchain-mistralai"):
        await chat_model("chat")


async def test_an_unknown_provider_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_MODEL", "nobody:model")
    settings.cache_clear()
    with pytest.raises(ModelError, match="check its name"):
        await chat_model("chat")


def test_a_name_that_is_none_is_one_line_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_MODEL", "gpt")
    settings.cache_clear()
    with capture_logs() as logs:
        start()
    assert [line["event"] for line in logs] == ["no model can answer"]


async def test_the_log_says_once_which_model_answers(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_MODEL", "openai:logged-once")
    settings.cache_clear()
    with capture_logs() as logs:
        await chat_model("chat")
        await chat_model("chat")
    [line] = [line for line in logs if line["event"] == "model chosen"]
    assert (line["model"], line["because"]) == ("logged-once", "PARLEY_MODEL names it")

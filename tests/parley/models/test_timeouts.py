"""A call that takes too long ends, wherever it hangs; over a real socket."""

import socket
import time

import pytest

from parley.models.errors import ModelError
from parley.models.roles import chat_model
from parley.models.timeouts import Timeouts
from parley.settings import settings
from tests.provider import Provider, Reply

_SECONDS = 0.4


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_TIMEOUT_SECONDS", str(_SECONDS))
    monkeypatch.setenv("MODEL_RETRIES", "0")
    settings.cache_clear()


async def test_until_the_first_token(provider: Provider) -> None:
    provider.reply(Reply("late", delay=30))
    model = await chat_model("writer")
    with pytest.raises(ModelError, match="No answer in time"):
        [chunk async for chunk in model.astream("Hi")]


async def test_between_two_tokens(provider: Provider) -> None:
    provider.reply(Reply("one two three four", pace=30))
    model = await chat_model("writer")
    with pytest.raises(ModelError, match="No answer in time"):
        [chunk async for chunk in model.astream("Hi")]


async def test_in_all(provider: Provider) -> None:
    provider.reply(Reply(" ".join("word" for _ in range(200)), pace=_SECONDS / 4))
    model = await chat_model("writer")
    with pytest.raises(ModelError, match="No answer in time"):
        [chunk async for chunk in model.astream("Hi")]


async def test_of_a_whole_answer(provider: Provider) -> None:
    provider.reply(Reply("late", delay=30))
    with pytest.raises(ModelError, match="No answer in time"):
        await (await chat_model("writer")).ainvoke("Hi")


async def test_a_slow_reader_takes_none_of_it(provider: Provider) -> None:
    provider.reply("one two three")
    model = await chat_model("writer")
    async for _ in model.astream("Hi"):
        time.sleep(_SECONDS)


async def test_an_address_that_never_answers(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.models.client.CONNECT_SECONDS", _SECONDS)
    await chat_model("writer")  # its name of the model is known by now
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        others = [socket.create_connection(full.getsockname()) for _ in range(1)]
        url = f"http://127.0.0.1:{full.getsockname()[1]}/v1"
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("PARLEY_MODEL", "openai:mine")
        settings.cache_clear()
        with pytest.raises(ModelError, match="No answer in time"):
            await (await chat_model("writer")).ainvoke("Hi")
        for other in others:
            other.close()


def test_one_setting_makes_all_three() -> None:
    assert Timeouts.of(60) == Timeouts(first=60, between=30, whole=180)

"""Whatever comes in, the client reads one clear sentence and the thread stays usable."""

from typing import Any

import httpx
import pytest
from langgraph_sdk.errors import UnprocessableEntityError

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, texts, user
from tests.server.dev_server import DevServer
from tests.server.engine import told

pytestmark = needs("chat")

BAD = {
    "no messages": [],
    "no list": 5,
    "null": None,
    "null inside": [None],
    "no message": [{"foo": 1}],
    "an unknown role": [{"role": "alien", "content": "Hi"}],
    "content of a wrong type": [{"role": "user", "content": 5}],
    "empty": [{"role": "user", "content": ""}],
    "1 MB": [{"role": "user", "content": "x" * 1_000_000}],
    "a NUL": [{"role": "user", "content": "a\x00b"}],
    "control characters": [{"role": "user", "content": "a\x1b[2Jb"}],
}


@pytest.mark.parametrize("messages", BAD.values(), ids=BAD)
@pytest.mark.parametrize("route", ["wait", "stream"])
async def test_it_is_refused_in_one_sentence(
    shared_server: DevServer, provider: Provider, messages: Any, route: str
) -> None:
    thread = await new_thread(shared_server.client)
    url = f"{shared_server.url}/threads/{thread}/runs/{route}"
    async with httpx.AsyncClient(timeout=30) as http:
        body = {"assistant_id": "chat", "input": {"messages": messages}}
        answer = await http.post(url, json=body)
    assert answer.status_code == 422
    detail = answer.json()["detail"]
    assert detail.endswith(".")
    assert len(detail) < 200
    assert provider.requests == []
    values = await shared_server.client.runs.wait(thread, "chat", input=user("Hi"))
    assert texts(values) == ["Hi", "Hi"]


@pytest.mark.parametrize("given", [{}, {"messages": [{"role": "assistant", "content": "I"}]}])
async def test_what_the_graph_itself_refuses_is_as_clear(
    shared_server: DevServer, provider: Provider, given: Any
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    refused: Any = await client.runs.wait(thread, "chat", input=given, raise_error=False)
    assert refused["__error__"] == {
        "error": told("InputError"),
        "message": "The last message must come from the user: "
        'send {"messages": [{"role": "user", "content": "..."}]}.',
    }
    values = await client.runs.wait(thread, "chat", input=user("Hi"))
    assert texts(values)[-2:] == ["Hi", "Hi"]


async def test_an_update_of_state_that_is_no_message_is_refused(
    shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    await client.runs.wait(thread, "chat", input=user("one"))
    with pytest.raises(UnprocessableEntityError):
        await client.threads.update_state(thread, {"messages": 5})
    values = await client.runs.wait(thread, "chat", input=user("two"))
    assert texts(values)[-1] == "two"


async def test_a_dead_provider_is_one_sentence_too(
    shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.answer = lambda _: Reply(status=401, text="PROVIDER TEXT")
    failed: Any = await client.runs.wait(thread, "chat", input=user("Hi"), raise_error=False)
    assert failed["__error__"]["error"] == told("ModelError")
    assert "check OPENAI_API_KEY" in failed["__error__"]["message"]
    assert "PROVIDER TEXT" not in str(failed)

"""The endpoint's HTTP surface, with a scripted model behind it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from parley.models.embedded.proxy import create_app

CHAT = "/v1/chat/completions"
HELLO = {"messages": [{"role": "user", "content": "Hello"}]}
TOOLS = {"tools": [{"type": "function", "function": {"name": "clock", "parameters": {}}}]}
CALL = '{"need": "the time", "tool": "clock", "arguments": {}}'


class Model:
    """Answers as told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: Callable[[], httpx2.Response] = lambda: completion("Hi.")

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(json.loads(request.content))
        return self.answer()


def completion(content: str) -> httpx2.Response:
    message = {"role": "assistant", "content": content}
    return httpx2.Response(200, json={"choices": [{"message": message, "finish_reason": "stop"}]})


def sse(*chunks: dict[str, Any]) -> httpx2.Response:
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks] + ["data: [DONE]\n\n"]
    headers = {"Content-Type": "text/event-stream"}
    return httpx2.Response(200, content="".join(lines).encode(), headers=headers)


def delta(content: str, finish_reason: str | None = None) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": content}, "finish_reason": finish_reason}]}


def upstream(handler: Any) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.MockTransport(handler), base_url="http://model")


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def client(model: Model) -> TestClient:
    return TestClient(create_app(upstream(model)), base_url="http://127.0.0.1")


def test_health(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_models(client: TestClient) -> None:
    assert [model["id"] for model in client.get("/v1/models").json()["data"]] == ["embedded"]


def test_another_host_name_is_turned_away(client: TestClient) -> None:
    assert client.get("/v1/models", headers={"Host": "page.example"}).status_code == 400


def test_a_plain_request_passes_through(client: TestClient, model: Model) -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}
    client.post(CHAT, json={**HELLO, "response_format": schema})
    assert model.asked[0]["response_format"] == schema


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, 1024),
        ({"max_tokens": 7}, 7),
        ({"max_completion_tokens": 7}, 7),
        ({"max_tokens": -1}, 1024),
        ({"max_tokens": None}, 1024),
    ],
)
def test_every_request_has_a_limit(
    client: TestClient, model: Model, own: dict[str, Any], expected: int
) -> None:
    client.post(CHAT, json=HELLO | own)
    assert model.asked[0]["max_tokens"] == expected


def test_a_stream_passes_untouched(client: TestClient, model: Model) -> None:
    model.answer = lambda: sse(delta("Hi"), delta("", "stop"))
    assert client.post(CHAT, json={**HELLO, "stream": True}).content == model.answer().content


def test_a_call_becomes_tool_calls(client: TestClient, model: Model) -> None:
    model.answer = lambda: completion(CALL)
    choice = client.post(CHAT, json=HELLO | TOOLS).json()["choices"][0]
    assert choice["message"]["tool_calls"][0]["function"] == {"name": "clock", "arguments": "{}"}


def test_a_streamed_call_becomes_tool_calls(client: TestClient, model: Model) -> None:
    model.answer = lambda: sse(delta(CALL), delta("", "stop"))
    streamed = client.post(CHAT, json=HELLO | TOOLS | {"stream": True}).text
    assert '"finish_reason": "tool_calls"' in streamed


def test_a_rewritten_stream_ends_as_openai_ends_it(client: TestClient, model: Model) -> None:
    model.answer = lambda: sse(delta(CALL), delta("", "stop"))
    streamed = client.post(CHAT, json=HELLO | TOOLS | {"stream": True}).text
    assert streamed.endswith("data: [DONE]\n\n")


def test_a_line_separator_in_the_text_breaks_nothing(client: TestClient, model: Model) -> None:
    text = '{"need": "", "tool": "none", "answer": "a\u2028b"}'
    line = json.dumps(delta(text, "stop"), ensure_ascii=False)
    model.answer = lambda: httpx2.Response(200, content=f"data: {line}\n\n".encode())
    streamed = client.post(CHAT, json=HELLO | TOOLS | {"stream": True}).text
    assert json.loads(streamed.removeprefix("data: "))["choices"][0]["delta"]["content"] == (
        "a\u2028b"
    )


@pytest.mark.parametrize("stream", [False, True])
def test_a_prompt_too_long_is_told_in_openais_words(
    client: TestClient, model: Model, stream: bool
) -> None:
    error = {"type": "exceed_context_size_error", "n_ctx": 8192, "n_prompt_tokens": 9000}
    model.answer = lambda: httpx2.Response(400, json={"error": {"message": "no", **error}})
    answer = client.post(CHAT, json={**HELLO, "stream": stream})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "context_length_exceeded")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"tools": [1], "messages": []}'])
def test_a_malformed_request_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(CHAT, content=body)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_an_unreadable_answer_is_a_bad_gateway(client: TestClient, model: Model) -> None:
    model.answer = lambda: httpx2.Response(500, text="<html>")
    assert client.post(CHAT, json=HELLO).status_code == 502


@pytest.mark.parametrize("stream", [False, True])
async def test_a_client_that_hangs_up_ends_the_generation(stream: bool) -> None:
    closed = asyncio.Event()
    started = asyncio.Event()

    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            started.set()
            while True:
                yield b"data: {}\n\n"
                await asyncio.sleep(0.01)

        async def aclose(self) -> None:
            closed.set()

    async def endless(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, stream=Endless())

    body = json.dumps({**HELLO, "stream": stream}).encode()
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": body}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await started.wait()
        return {"type": "http.disconnect"}

    async def send(_: dict[str, Any]) -> None:
        pass

    scope = {
        "type": "http",
        "method": "POST",
        "path": CHAT,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
    }
    await create_app(upstream(endless))(scope, receive, send)  # type: ignore[arg-type]
    assert closed.is_set()

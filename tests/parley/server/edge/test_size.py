"""How much one request may bring."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from parley.server.edge.size import Size

LIMIT = 1000
Outside = Callable[..., TestClient]


def chunks(size: int) -> Iterator[bytes]:
    for begin in range(0, size, 100):
        yield b"x" * min(100, size - begin)


@pytest.fixture
def http(outside: Outside) -> TestClient:
    return outside(Size, RATE_REQUEST_BYTES=str(LIMIT))


def test_what_is_as_large_as_allowed_arrives_whole(http: TestClient) -> None:
    assert http.post("/", content=b"x" * LIMIT).json()["size"] == LIMIT


def test_chunks_as_large_as_allowed_arrive_whole(http: TestClient) -> None:
    assert http.post("/", content=chunks(LIMIT)).json()["size"] == LIMIT


def test_one_byte_more_is_refused(http: TestClient) -> None:
    assert http.post("/", content=b"x" * (LIMIT + 1)).status_code == 413


def test_one_byte_more_in_chunks_is_refused(http: TestClient) -> None:
    assert http.post("/", content=chunks(LIMIT + 1)).status_code == 413


def test_the_reason_names_the_limit(http: TestClient) -> None:
    reason = "The request is too large: send at most 1,000 bytes."
    assert http.post("/", content=chunks(LIMIT + 1)).json() == {"detail": reason}


async def called(content_length: int | None, *chunks: bytes, app: Any = None) -> tuple[Any, int]:
    """Return the answer's status and how many bytes were read, without a client in between."""
    sent: list[Message] = []
    unread = list(chunks)

    async def receive() -> Message:
        more = len(unread) > 1
        return {"type": "http.request", "body": unread.pop(0), "more_body": more}

    async def send(message: Message) -> None:
        sent.append(message)

    async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await JSONResponse(None)(scope, receive, send)

    headers = [] if content_length is None else [(b"content-length", b"%d" % content_length)]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    await Size(app or read_all)(scope, receive, send)
    read = sum(map(len, chunks)) - sum(map(len, unread))
    return sent[0]["status"], read


@pytest.mark.usefixtures("http")
async def test_what_says_that_it_is_too_large_is_not_read() -> None:
    assert await called(LIMIT + 1, b"x" * (LIMIT + 1)) == (413, 0)


@pytest.mark.usefixtures("http")
async def test_nothing_is_read_beyond_the_chunk_that_is_too_much() -> None:
    assert await called(None, *[b"x" * 600] * 10) == (413, 1200)


@pytest.mark.usefixtures("http")
async def test_what_says_that_it_is_small_is_counted_all_the_same() -> None:
    assert await called(1, *[b"x" * 600] * 10) == (413, 1200)


@pytest.mark.usefixtures("http")
async def test_an_app_that_answers_whatever_reading_raises_is_overruled() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await receive()
        except Exception:
            await JSONResponse({"detail": "Invalid JSON body"}, 400)(scope, receive, send)

    assert await called(None, b"x" * (LIMIT + 1), app=app) == (413, LIMIT + 1)


@pytest.mark.usefixtures("http")
async def test_an_app_that_fails_otherwise_fails() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise LookupError

    with pytest.raises(LookupError):
        await called(None, b"x", app=app)


@pytest.mark.usefixtures("http")
async def test_an_answer_that_has_begun_ends_there() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (message := await receive()).get("more_body"):
            await send({"type": "http.response.body", "body": message["body"], "more_body": True})

    assert await called(None, *[b"x" * 600] * 3, app=app) == (200, 1200)


def test_a_web_sockets_message_as_large_as_allowed_arrives(http: TestClient) -> None:
    with http.websocket_connect("/") as socket:
        socket.send_text("é" * (LIMIT // 2))
        assert len(socket.receive_text()) == LIMIT // 2


def test_a_web_sockets_messages_are_measured_one_by_one(http: TestClient) -> None:
    with http.websocket_connect("/") as socket:
        for _ in range(3):
            socket.send_text("x" * LIMIT)
            assert len(socket.receive_text()) == LIMIT


@pytest.mark.parametrize("send", ["send_text", "send_bytes"])
def test_one_byte_more_closes_the_web_socket(http: TestClient, send: str) -> None:
    message: Any = "é" * (LIMIT // 2) + "x"
    with http.websocket_connect("/") as socket:
        getattr(socket, send)(message if send == "send_text" else message.encode())
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == 1009

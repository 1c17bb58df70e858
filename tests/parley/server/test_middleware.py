"""Which requests wait for a thread's recovery."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from parley.server.middleware import RecoverThread

ID = "0b4d7ae3-24f0-46a3-830f-bcb9a29e17f7"


class Recorded:
    def __init__(self) -> None:
        self.asked: list[str] = []

    async def ensure(self, thread_id: str) -> None:
        self.asked.append(thread_id)


async def answer(_: Any) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def accept(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


@pytest.fixture
def app() -> Starlette:
    app = Starlette(
        routes=[
            WebSocketRoute("/threads/{id}/stream/events", accept),
            Route("/{path:path}", answer, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(RecoverThread)],
    )
    app.state.recovery = Recorded()
    return app


@pytest.mark.parametrize(
    ("path", "waits"),
    [
        (f"/threads/{ID}", True),
        (f"/threads/{ID.upper()}/runs/wait", True),
        (f"/prefix/threads/{ID}/state", True),
        ("/threads/search", False),
        (f"/runs/{ID}", False),
        (f"/threads/{ID}0", False),
    ],
)
def test_paths(app: Starlette, path: str, waits: bool) -> None:
    assert TestClient(app).get(path).status_code == 200
    assert app.state.recovery.asked == ([ID] if waits else [])


def test_web_sockets(app: Starlette) -> None:
    with TestClient(app).websocket_connect(f"/threads/{ID}/stream/events"):
        assert app.state.recovery.asked == [ID]


def test_the_servers_own_requests_do_not_wait(app: Starlette) -> None:
    TestClient(app, root_path="/noauth").get(f"/threads/{ID}/state")
    assert app.state.recovery.asked == []

"""One check of the edge in front of an app that says what reached it."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from parley.settings import settings


async def tell(request: Request) -> Response:
    body = await request.body()
    client = request.client and request.client.host
    return JSONResponse({"client": client, "scheme": request.url.scheme, "size": len(body)})


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


inner = Starlette(
    routes=[
        WebSocketRoute("/{path:path}", echo),
        Route("/{path:path}", tell, methods=["GET", "POST"]),
    ]
)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    """A client of the app behind this check, made with these environment variables."""

    def client(
        check: Callable[[ASGIApp], Any], app: ASGIApp = inner, **environment: str
    ) -> TestClient:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        return TestClient(check(app), base_url="http://localhost:2024", client=("192.0.2.1", 50000))

    return client

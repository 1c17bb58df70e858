"""What reaches the server of a body that holds what may not be stored."""

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.server.input_check import CheckInput

CARD = "4111 1111 1111 1111"


async def echo(request: Request) -> Response:
    return JSONResponse(await request.json())


async def echo_socket(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        await socket.send_text(await socket.receive_text())


app = Starlette(
    routes=[
        Route("/{path:path}", echo, methods=["POST", "PUT", "PATCH", "DELETE"]),
        WebSocketRoute("/{path:path}", echo_socket),
    ],
    middleware=[Middleware(CheckInput)],
)
http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://parley")
USER = {"role": "user", "content": f"Pay with {CARD}"}

BODIES: dict[str, Any] = {
    "POST /runs/wait": {"assistant_id": "chat", "input": {"messages": [USER]}},
    "POST /threads/1/runs/stream": {"assistant_id": "chat", "input": {"messages": [USER]}},
    "POST /runs/batch": [{"assistant_id": "chat", "input": {"messages": [USER]}}],
    "POST /threads/1/runs/wait": {"command": {"resume": {"edit": {"args": {"body": CARD}}}}},
    "POST /threads/1/runs": {"command": {"update": [["messages", [USER]]], "goto": "respond"}},
    "POST /threads/1/state": {"values": {"messages": [USER], "draft": {"body": CARD}}},
    "POST /threads": {"supersteps": [{"updates": [{"values": {"note": CARD, CARD: 1}}]}]},
    "PATCH /threads/1": {"metadata": {"deep": [{"note": CARD}]}},
    "PUT /store/items": {"namespace": ["me"], "key": "k", "value": {"deep": [{CARD: CARD}]}},
    "POST /store/items/search": {"namespace_prefix": ["me"], "query": CARD},
    "POST /runs/crons": {"schedule": "* * * * *", "input": {"messages": [USER]}},
    "PATCH /runs/crons/1": {"input": {"messages": [USER]}},
    "POST /assistants": {"graph_id": "chat", "context": {"system_prompt": CARD}},
    "PATCH /assistants/1": {"config": {"configurable": {"system_prompt": CARD}}},
    "POST /mcp": {"method": "tools/call", "id": 1, "params": {"arguments": {"messages": [USER]}}},
    "POST /a2a/1": {"method": "message/send", "params": {"message": {"parts": [{"text": CARD}]}}},
    "POST /threads/1/commands": {"id": 1, "method": "run.start", "params": {"input": {"x": CARD}}},
}  # fmt: skip


@pytest.mark.parametrize("asked", BODIES)
async def test_no_route_stores_it(asked: str) -> None:
    method, path = asked.split()
    answer = await http.request(method, path, json=BODIES[asked])
    assert answer.status_code == 200
    assert CARD not in answer.text
    assert json.loads(json.dumps(BODIES[asked]).replace(CARD, "[CARD]")) == answer.json()


@pytest.mark.parametrize("asked", BODIES)
async def test_what_is_refused_is_named_and_not_repeated(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_POLICY", "card:refuse")
    method, path = asked.split()
    answer = await http.request(method, path, json=BODIES[asked])
    assert answer.status_code == 422
    assert "a card number" in answer.json()["detail"]
    assert "4111" not in answer.text


async def test_what_is_no_text_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_POLICY", "all:redact")
    body = {
        "assistant_id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "checkpoint": {"checkpoint_id": "1ef4f797-8335-6428-8001-8a1503f9b875"},
        "webhook": "https://hooks.example/x?token=abc123def456",
        "input": {"amount": 4111111111111111, "share": 0.4111111111111111},
        "after_seconds": 1732480000000 / 1e6,
    }
    assert (await http.post("/runs", json=body)).json() == body


@pytest.mark.parametrize("name", [{"key": CARD}, {"namespace": ["cards", CARD]}])
async def test_a_memory_is_not_named_by_it(name: dict[str, Any]) -> None:
    body = {"namespace": ["me"], "key": "k", "value": {}, **name}
    answer = await http.put("/store/items", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The namespace or the key of a memory")


async def test_a_body_too_deep_is_refused_in_a_sentence() -> None:
    deep = '{"a":' * 900 + "1" + "}" * 900
    answer = await http.post("/runs", content=deep)
    assert answer.json()["detail"] == "The body is nested too deep: send a flatter one."


async def test_a_large_body_is_rewritten_too() -> None:
    body = {"values": {"notes": ["word " * 5000, CARD] * 5}}
    assert "4111" not in (await http.post("/threads/1/state", json=body)).text


def test_a_message_over_a_websocket_is_rewritten() -> None:
    with TestClient(app).websocket_connect("/threads/1/stream/events") as socket:
        socket.send_json({"id": 1, "method": "run.start", "params": {"input": {"x": CARD}}})
        assert socket.receive_json()["params"] == {"input": {"x": "[CARD]"}}


def test_a_refused_message_closes_the_websocket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_POLICY", "card:refuse")
    with TestClient(app).websocket_connect("/threads/1/stream/events") as socket:
        socket.send_json({"params": {"input": {"x": CARD}}})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert "a card number" in closed.value.reason

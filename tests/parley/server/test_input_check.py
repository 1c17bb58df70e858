"""The middleware alone, in front of an app that says what reached it."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from parley.server.input_check import CheckInput

BAD = {"assistant_id": "chat", "input": {"messages": 5}}
GOOD = {"assistant_id": "chat", "input": {"messages": [{"role": "user", "content": "Hi"}]}}


async def echo(request: Request) -> Response:
    return JSONResponse(await request.json() if await request.body() else None)


app = Starlette(
    routes=[Route("/{path:path}", echo, methods=["GET", "POST"])],
    middleware=[Middleware(CheckInput)],
)
http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://parley")


@pytest.mark.parametrize(
    "path", ["runs", "runs/wait", "runs/stream", "threads/1/runs", "threads/1/runs/stream"]
)
async def test_bad_messages_stop_at_every_route_that_runs(path: str) -> None:
    answer = await http.post(f"/{path}", json=BAD)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The messages can't be read")


async def test_a_batch_is_read_run_by_run() -> None:
    assert (await http.post("/runs/batch", json=[GOOD, BAD])).status_code == 422


@pytest.mark.parametrize("given", [5, "text", True, [1]])
async def test_an_input_that_is_no_object_is_named(given: object) -> None:
    answer = await http.post("/runs/wait", json={"assistant_id": "chat", "input": given})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The input must be an object")


async def test_an_update_of_state_is_checked() -> None:
    body = {"values": {"messages": [{"foo": 1}]}}
    assert (await http.post("/threads/1/state", json=body)).status_code == 422


async def test_what_is_good_arrives_whole() -> None:
    assert (await http.post("/runs/wait", json=GOOD)).json() == GOOD


@pytest.mark.parametrize(
    "body", [{"command": {"resume": "approve"}}, {"input": None}, {"input": {}}, [], "text", 5]
)
async def test_what_holds_no_messages_is_left_to_the_server(body: object) -> None:
    assert (await http.post("/runs/wait", json=body)).json() == body


async def test_other_routes_are_not_read() -> None:
    assert (await http.post("/assistants/search", json=BAD)).json() == BAD

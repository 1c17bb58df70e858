"""`make forget`: what it asks of a server, and one sentence for each way it can fail."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from parley.server.data.forget import main
from tests.serve import serve


class Server:
    def __init__(self) -> None:
        self.answer: Response = JSONResponse({"threads": 2, "runs": 3})
        self.seen: list[tuple[bytes, str | None]] = []
        self.url = ""

    async def delete(self, request: Request) -> Response:
        self.seen.append((request.scope["raw_path"], request.headers.get("x-api-key")))
        return self.answer


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    app = Starlette(routes=[Route("/users/{name:path}", server.delete, methods=["DELETE"])])
    with serve(app) as server.url:
        yield server


def test_it_says_what_was_deleted(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADMIN_KEY", "the key")
    assert main("a/b", server.url) is None
    assert server.seen == [(b"/users/a%2Fb", "the key")]
    assert capsys.readouterr().out == "Deleted of a/b: 2 threads, 3 runs.\n"


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {}, "put an administrator's key into ADMIN_KEY"),
        (403, {}, "not an administrator's"),
        (409, {"detail": "Without log-in."}, "Without log-in."),
        (503, {"detail": "Everything is deleted, but."}, "Everything is deleted, but."),
        (500, {}, "status 500"),
    ],
)
def test_each_refusal_is_one_sentence(server: Server, status: int, body: Any, says: str) -> None:
    server.answer = JSONResponse(body, status)
    assert says in (main("ann", server.url) or "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nowhere", "http://[::1"])
def test_no_server_there(url: str) -> None:
    assert f"No server answers at {url}" in (main("ann", url) or "")

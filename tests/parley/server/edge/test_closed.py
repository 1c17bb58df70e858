"""Routes that look as if they weren't there."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from parley.server.edge.closed import Closed

Outside = Callable[..., TestClient]


def asked(http: TestClient, path: str) -> int:
    return http.get(f"http://localhost{path}").status_code


@pytest.mark.parametrize(
    "path",
    [
        *("/internal", "/internal/", "/internal/truncate", "/internal/debug/thread/1", "/deploy"),
        *(
            "/deploy/1/stream",
            "/INTERNAL/truncate",
            "/Deploy",
            "/deploy/",
            "/deploy//",
            "/./deploy",
        ),
        *("//deploy", "///internal//truncate", "/%69nternal/truncate", "/internal%2Ftruncate"),
        *("/deploy%0A", "/%20deploy", "/internal%09/truncate", "/deploy?x=1", "/%2Fdeploy"),
    ],
)
def test_closed(outside: Outside, path: str) -> None:
    assert asked(outside(Closed), path) == 404


@pytest.mark.parametrize(
    "path", ["/", "/ok", "/threads/internal", "/internals", "/deployed", "/runs/deploy", "/metric"]
)
def test_open(outside: Outside, path: str) -> None:
    assert asked(outside(Closed), path) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_closed_to_every_method(outside: Outside, method: str) -> None:
    assert outside(Closed).request(method, "/internal/truncate").status_code == 404


def test_closed_to_web_sockets(outside: Outside) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        outside(Closed).websocket_connect("/deploy/1/stream"),
    ):
        pass
    assert denied.value.status_code == 404


def test_closed_under_a_prefix(outside: Outside) -> None:
    http = TestClient(outside(Closed).app, root_path="/prefix")
    assert http.get("/prefix/internal/truncate").status_code == 404


def test_all_that_the_development_server_leaves_open_is_closed(outside: Outside) -> None:
    # Read, since importing it needs a server's environment.
    [folder] = find_spec("langgraph_runtime_inmem").submodule_search_locations
    paths = re.findall(r'ApiRoute\(\s*"([^"]+)"', (Path(folder) / "routes.py").read_text())
    assert "/internal/truncate" in paths
    http = outside(Closed)
    assert {asked(http, path) for path in paths} == {404}


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/METRICS", "/metrics%0A"])
def test_metrics_are_closed(outside: Outside, path: str) -> None:
    assert asked(outside(Closed), path) == 404


def test_metrics_say_what_opens_them(outside: Outside) -> None:
    assert "PARLEY_METRICS=true" in outside(Closed).get("/metrics").json()["detail"]


def test_the_operator_opens_metrics(outside: Outside) -> None:
    assert asked(outside(Closed, PARLEY_METRICS="true"), "/metrics") == 200

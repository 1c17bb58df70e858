"""The names a server is reached by."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from parley.server.edge.hosts import REASON, Hosts

Outside = Callable[..., TestClient]


def asked(http: TestClient, host: str) -> int:
    return http.get("/threads", headers={"host": host}).status_code


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:2024", "LocalHost:1", "127.0.0.1", "127.0.0.1:2024", "[::1]:2024"],
)
def test_this_machine_is_known(outside: Outside, host: str) -> None:
    assert asked(outside(Hosts), host) == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:2024", "localhost.evil.example", "evil-localhost"),
        *("127.0.0.1.evil.example", "", ":2024", "localhost:x", "localhost@evil.example"),
        *("localhost/evil.example", "[::2]:2024", "[::1", "0.0.0.0"),
    ],
)
def test_any_other_name_is_refused(outside: Outside, host: str) -> None:
    assert asked(outside(Hosts), host) == 400


def test_the_reason_names_the_variable(outside: Outside) -> None:
    answer = outside(Hosts).get("/threads", headers={"host": "evil.example"})
    assert answer.json() == {"detail": REASON}
    assert "PARLEY_HOSTS" in REASON


@pytest.mark.parametrize("host", ["parley.example.org:443", "[2001:db8::1]", "[2001:db8::2]:80"])
def test_the_operators_names_are_known(outside: Outside, host: str) -> None:
    names = "parley.example.org, [2001:db8::1], 2001:db8::2"
    assert asked(outside(Hosts, PARLEY_HOSTS=names), host) == 200


def test_the_operators_names_are_all(outside: Outside) -> None:
    assert asked(outside(Hosts, PARLEY_HOSTS="parley.example.org"), "localhost") == 400


def test_a_web_socket_is_refused_too(outside: Outside) -> None:
    http = outside(Hosts)
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        http.websocket_connect("/threads", headers={"host": "evil.example"}),
    ):
        pass
    assert denied.value.status_code == 400

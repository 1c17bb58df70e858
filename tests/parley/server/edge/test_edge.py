"""Which requests the checks see at all, and in which order."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from parley.server.edge.edge import Edge
from tests.parley.server.edge.conftest import inner

KEY = "a key"
KEYS = json.dumps({sha256(KEY.encode()).hexdigest(): {"user": "ann"}})
Outside = Callable[..., TestClient]


def test_a_request_from_outside_is_checked(outside: Outside) -> None:
    assert outside(Edge).get("/internal/truncate").status_code == 404


def test_a_web_socket_from_outside_is_checked(outside: Outside) -> None:
    headers = {"host": "localhost"}
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        outside(Edge).websocket_connect("/internal", headers=headers),
    ):
        pass
    assert denied.value.status_code == 404


@pytest.mark.parametrize("root_path", ["/noauth", "/noauth/prefix"])
def test_the_servers_own_requests_pass_untouched(outside: Outside, root_path: str) -> None:
    outside(Edge, AUTH_API_KEYS=KEYS, RATE_LIMIT="1/hour")
    http = TestClient(Edge(inner), base_url="http://nowhere", root_path=root_path)
    answers = [http.get("/internal/truncate") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_the_lifespan_passes(outside: Outside) -> None:
    with outside(Edge) as http:
        assert http.get("/threads").status_code == 200


def test_guesses_at_keys_are_counted(outside: Outside) -> None:
    http = outside(Edge, AUTH_API_KEYS=KEYS, RATE_LIMIT="2/hour")
    guesses = [http.get("/threads", headers={"x-api-key": str(n)}) for n in range(3)]
    assert [guess.status_code for guess in guesses] == [401, 401, 429]


def test_users_are_counted_wherever_they_are(outside: Outside) -> None:
    http = outside(Edge, AUTH_API_KEYS=KEYS, RATE_LIMIT="2/hour", TRUSTED_PROXIES="192.0.2.1")
    asked = [
        http.get("/threads", headers={"x-api-key": KEY, "x-forwarded-for": f"198.51.100.{n}"})
        for n in range(3)
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 429]


def test_a_page_can_read_why_it_was_refused(outside: Outside) -> None:
    page = "https://smith.langchain.com"
    answer = outside(Edge, AUTH_API_KEYS=KEYS).get("/threads", headers={"origin": page})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == page


def test_who_is_unknown_learns_nothing_of_the_size(outside: Outside) -> None:
    http = outside(Edge, AUTH_API_KEYS=KEYS, RATE_REQUEST_BYTES="10")
    assert http.post("/threads", content=b"x" * 11).status_code == 401

"""Which web pages may call a server, and what their browsers are told."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from parley.server.edge.origins import REASON, Origins

Outside = Callable[..., TestClient]
STUDIO = "https://smith.langchain.com"
EVIL = "https://evil.example"
FOREIGN = [EVIL, "null", "http://localhost:3000", "https://smith.langchain.com.evil.example"]


def post(http: TestClient, origin: str) -> int:
    return http.post("/threads", headers={"origin": origin}).status_code


def preflight(http: TestClient, origin: str, **headers: str) -> dict[str, str]:
    asked = {"origin": origin, "access-control-request-method": "POST"} | headers
    return dict(http.options("/threads", headers=asked).headers)


def test_what_is_no_browser_passes(outside: Outside) -> None:
    assert outside(Origins).post("/threads").status_code == 200


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_is_refused(outside: Outside, origin: str) -> None:
    assert post(outside(Origins), origin) == 403


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_opens_no_web_socket(outside: Outside, origin: str) -> None:
    http = outside(Origins)
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        http.websocket_connect("/threads", headers={"origin": origin}),
    ):
        pass
    assert denied.value.status_code == 403


def test_a_foreign_page_is_told_no_before_it_asks(outside: Outside) -> None:
    assert "access-control-allow-origin" not in preflight(outside(Origins), EVIL)


def test_the_reason_names_the_variable(outside: Outside) -> None:
    answer = outside(Origins).post("/threads", headers={"origin": EVIL})
    assert answer.json() == {"detail": REASON}
    assert "PARLEY_ORIGINS" in REASON


@pytest.mark.parametrize("origin", ["http://localhost:2024", "https://LOCALHOST:2024"])
def test_the_servers_own_page_passes(outside: Outside, origin: str) -> None:
    assert post(outside(Origins), origin) == 200


def test_no_host_is_nobodys_own(outside: Outside) -> None:
    headers = {"origin": "null", "host": ""}
    assert outside(Origins).post("/threads", headers=headers).status_code == 403


def test_studio_passes(outside: Outside) -> None:
    assert post(outside(Origins), STUDIO) == 200


def test_studio_opens_a_web_socket(outside: Outside) -> None:
    with outside(Origins).websocket_connect("/threads", headers={"origin": STUDIO}) as socket:
        socket.send_text("hi")
        assert socket.receive_text() == "hi"


def test_studio_may_reach_into_a_private_network(outside: Outside) -> None:
    asked = {"access-control-request-private-network": "true"}
    told = preflight(outside(Origins), STUDIO, **asked)
    assert told["access-control-allow-private-network"] == "true"


def test_studio_may_send_a_key(outside: Outside) -> None:
    asked = {"access-control-request-headers": "x-api-key,content-type"}
    told = preflight(outside(Origins), STUDIO, **asked)
    assert told["access-control-allow-origin"] == STUDIO
    assert told["access-control-allow-headers"] == "x-api-key,content-type"


@pytest.mark.parametrize(
    "header", ["content-location", "retry-after", "x-pagination-next", "x-pagination-total"]
)
def test_studio_reads_what_it_needs(outside: Outside, header: str) -> None:
    answer = outside(Origins).get("/threads", headers={"origin": STUDIO})
    assert header in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("listed", [EVIL, f"{EVIL}/", f"https://other.example, {EVIL}", "*"])
def test_the_operator_lists_pages(outside: Outside, listed: str) -> None:
    assert post(outside(Origins, PARLEY_ORIGINS=listed), EVIL) == 200


def test_the_operators_list_is_all(outside: Outside) -> None:
    assert post(outside(Origins, PARLEY_ORIGINS=EVIL), STUDIO) == 403

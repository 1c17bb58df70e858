"""Whose requests are counted together, and what one too many is told."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.rate import AddressRate, UserRate
from parley.server.identity import User
from parley.settings import settings
from tests.parley.server.edge.conftest import inner

Outside = Callable[..., TestClient]
KEYS = f'{{"{sha256(b"a key").hexdigest()}": {{"user": "ann"}}}}'


async def statuses(check: ASGIApp, addresses: list[str | None]) -> list[int]:
    """Ask once from each of the addresses, in this order."""
    found = []
    for address in addresses:
        transport = httpx.ASGITransport(_from(check, address))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            found.append((await http.get("/threads")).status_code)
    return found


def _from(check: ASGIApp, address: str | None) -> Any:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["client"] = address and (address, 50000)
        await check(scope, receive, send)

    return app


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMIT", "1/hour")
    settings.cache_clear()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8::1", "2001:db8:0:0:ffff:ffff:ffff:ffff"),
        ("2001:db8::1", "2001:0DB8:0000::2"),
        ("fe80::1%eth0", "fe80::2%eth1"),
        (None, None),
        ("unix", "unix"),
    ],
)
@pytest.mark.usefixtures("once")
async def test_one_budget(one: str | None, other: str | None) -> None:
    assert await statuses(AddressRate(inner), [one, other]) == [200, 429]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.2"),
        ("2001:db8:0:1::1", "2001:db8:0:2::1"),
        ("127.0.0.1", "::1"),
        ("192.0.2.1", None),
    ],
)
@pytest.mark.usefixtures("once")
async def test_a_budget_each(one: str | None, other: str | None) -> None:
    assert await statuses(AddressRate(inner), [one, other]) == [200, 200]


def test_one_too_many_is_told_when_to_come_back(outside: Outside) -> None:
    http = outside(AddressRate, RATE_LIMIT="1/hour")
    http.get("/threads")
    refused = http.get("/threads")
    assert refused.status_code == 429
    seconds = int(refused.headers["retry-after"])
    assert 3590 < seconds <= 3601
    assert refused.json() == {
        "detail": f"Too many requests: wait {seconds} seconds, then try again."
    }


def test_a_web_socket_is_one_too_many_too(outside: Outside) -> None:
    http = outside(AddressRate, RATE_LIMIT="1/hour")
    with http.websocket_connect("/threads"):
        pass
    with pytest.raises(WebSocketDenialResponse) as denied, http.websocket_connect("/threads"):
        pass
    assert denied.value.status_code == 429
    assert int(denied.value.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("environment", "allowed"),
    [
        ({}, 70),
        ({"PARLEY_ALLOW_OPEN": "true"}, 60),
        ({"AUTH_API_KEYS": KEYS}, 60),
        ({"RATE_LIMIT": "5/minute"}, 5),
        ({"AUTH_API_KEYS": KEYS, "RATE_LIMIT": "5/minute"}, 5),
    ],
)
def test_the_limit_in_force(outside: Outside, environment: dict[str, str], allowed: int) -> None:
    http = outside(AddressRate, **environment)
    asked = [http.get("/threads").status_code for _ in range(70)]
    assert asked.count(200) == allowed


def logged_in(user: str | None) -> Callable[[ASGIApp], ASGIApp]:
    """The check of users, behind a log-in by this one; None comes in by a public route."""

    def check(app: ASGIApp) -> ASGIApp:
        rate = UserRate(app)

        async def log_in(scope: Scope, receive: Receive, send: Send) -> None:
            if user:
                scope["parley.user"] = User(user)
            await rate(scope, receive, send)

        return log_in

    return check


def test_a_user_is_counted(outside: Outside) -> None:
    http = outside(logged_in("ann"), AUTH_API_KEYS=KEYS, RATE_LIMIT="1/hour")
    assert [http.get("/threads").status_code for _ in range(2)] == [200, 429]


def test_a_public_route_is_nobodys(outside: Outside) -> None:
    http = outside(logged_in(None), AUTH_API_KEYS=KEYS, RATE_LIMIT="1/hour")
    assert [http.get("/ok").status_code for _ in range(2)] == [200, 200]


def test_without_log_in_users_are_not_counted(outside: Outside) -> None:
    http = outside(logged_in("local"), RATE_LIMIT="1/hour")
    assert [http.get("/threads").status_code for _ in range(2)] == [200, 200]

"""Whose address a request has, as uvicorn hands it over."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from parley.server.edge.proxies import Proxies
from parley.settings import settings

LOCAL = ("127.0.0.1", 50000)
PROXY = ("10.0.0.1", 50000)
SERVER = {"127.0.0.1": "127.0.0.1", "::1": "::1"}


async def received(
    peer: tuple[str, int] | None, forwarded: str, scheme: str = "https", type_: str = "http"
) -> Scope:
    """Return the scope of a request that this peer sends through uvicorn."""
    found: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append(scope)

    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", scheme.encode())]
    scope: Any = {
        "type": type_,
        "scheme": "ws" if type_ == "websocket" else "http",
        "client": peer,
        "server": (SERVER.get(peer[0], "10.0.0.9"), 2024) if peer else ("parley.sock", None),
        "headers": [(name, value) for name, value in headers if value],
    }
    proxies: Any = Proxies(app)
    uvicorn = ProxyHeadersMiddleware(proxies, ["127.0.0.1", "::1"])  # as its own Config has it
    none: Any = None
    await uvicorn(scope, none, none)
    return found[0]


async def seen(peer: tuple[str, int], forwarded: str) -> tuple[str, str]:
    scope = await received(peer, forwarded)
    return scope["client"][0], scope["scheme"]


def trust(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", proxies)
    settings.cache_clear()


FORGED = [
    *("203.0.113.7", "203.0.113.7:4711", "127.0.0.1", "::1", "[2001:db8::1]:4711", "nobody"),
    *("203.0.113.7, 127.0.0.1", "127.0.0.1:50000", "x" * 300),
]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("peer", [LOCAL, ("::1", 50000), PROXY])
async def test_nobody_is_believed_at_first(peer: tuple[str, int], forged: str) -> None:
    assert await seen(peer, forged) == (peer[0], "http")


@pytest.mark.parametrize("peer", [LOCAL, PROXY])
async def test_nobody_is_believed_about_the_scheme_alone(peer: tuple[str, int]) -> None:
    assert await seen(peer, "") == (peer[0], "http")


async def test_a_web_socket_stays_one() -> None:
    scope = await received(LOCAL, "203.0.113.7", "wss", "websocket")
    assert scope["scheme"] == "ws"


async def test_who_comes_by_a_file_is_not_believed() -> None:
    scope = await received(None, "203.0.113.7")
    assert scope["client"] is None


@pytest.mark.parametrize("peer", [LOCAL, PROXY])
async def test_what_is_not_believed_goes_no_further(peer: tuple[str, int]) -> None:
    assert (await received(peer, "203.0.113.7"))["headers"] == []


async def test_what_is_believed_is_there_for_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, "10.0.0.1")
    assert len((await received(PROXY, "203.0.113.7"))["headers"]) == 2


@pytest.mark.parametrize(
    ("proxies", "peer"),
    [
        ("10.0.0.1", PROXY),
        ("10.0.0.0/8", PROXY),
        ("127.0.0.1", LOCAL),
        ("127.0.0.0/8", LOCAL),
        ("::1", ("::1", 50000)),
    ],
)
async def test_a_trusted_proxy_is_believed(
    monkeypatch: pytest.MonkeyPatch, proxies: str, peer: tuple[str, int]
) -> None:
    trust(monkeypatch, proxies)
    assert await seen(peer, "203.0.113.7") == ("203.0.113.7", "https")


async def test_a_chain_counts_from_its_trusted_end(monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, "127.0.0.1, 10.0.0.1")
    chain = "192.0.2.66, 203.0.113.7, 10.0.0.1"
    assert await seen(LOCAL, chain) == ("203.0.113.7", "https")


async def test_another_proxy_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, "10.0.0.2")
    assert await seen(PROXY, "203.0.113.7") == ("10.0.0.1", "http")


async def test_this_machine_is_believed_only_when_it_is_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust(monkeypatch, "10.0.0.1")
    assert await seen(LOCAL, "203.0.113.7") == ("127.0.0.1", "http")

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from parley.search import fetch as module
from parley.search.fetch import FetchError, fetch, urls
from parley.search.public import Address, is_public
from tests.serve import serve

PAGE = "<title>Quokkas</title><p>They are small marsupials.</p>"


def loopback_too(address: Address) -> bool:
    """As if 127.0.0.1 were a machine of the internet; all other rules hold."""
    return address == ip_address("127.0.0.1") or is_public(address)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A real server on loopback with pages of every kind."""

    async def page(request: Request) -> Response:
        return Response(PAGE, media_type="text/html")

    async def away(request: Request) -> Response:
        return RedirectResponse(request.query_params["to"])

    async def around(request: Request) -> Response:
        return RedirectResponse("/around")

    async def image(request: Request) -> Response:
        return Response(b"GIF89a", media_type="image/gif")

    async def endless(request: Request) -> Response:
        async def more() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 100_000

        return StreamingResponse(more(), media_type="text/plain")

    async def slow(request: Request) -> Response:
        await asyncio.sleep(60)
        return Response(PAGE, media_type="text/html")

    routes = [page, away, around, image, endless, slow]
    with serve(Starlette(routes=[Route(f"/{r.__name__}", r) for r in routes])) as url:
        yield url


async def refused(url: str, allowed: Any = loopback_too) -> str:
    with pytest.raises(FetchError) as error:
        await fetch(url, allowed)
    return str(error.value)


async def test_a_page_is_read(site: str) -> None:
    document = await fetch(f"{site}/page", loopback_too)
    assert document.title == "Quokkas"
    assert document.paragraphs[0].text == "They are small marsupials."


async def test_this_machine_is_not_public(site: str) -> None:
    assert "not public" in await refused(f"{site}/page", is_public)


async def test_a_redirect_is_followed(site: str) -> None:
    assert (await fetch(f"{site}/away?to=/page", loopback_too)).title == "Quokkas"


@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:1/",
        "http://0x7f000002/",
        "http://127.0.0.2/",
    ],
)
async def test_a_redirect_to_a_private_address_is_refused(site: str, to: str) -> None:
    assert "not public" in await refused(f"{site}/away?to={to}")


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/"])
async def test_a_redirect_to_something_else_is_refused(site: str, to: str) -> None:
    assert "no http or https" in await refused(f"{site}/away?to={to}")


async def test_redirects_end(site: str) -> None:
    assert "without end" in await refused(f"{site}/around")


async def test_a_name_that_changes_its_address_gets_nowhere(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is looked at, private when it is connected to."""
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []
    connected: list[str] = []
    real = asyncio.get_running_loop().getaddrinfo

    async def rebinding(host: Any, port: Any, **rest: Any) -> Any:
        if host == "rebinding.example":
            asked.append(host)
            host = next(answers)
        return await real(host, port, **rest)

    async def connect(self: Any, host: str, port: int, *rest: Any) -> Any:
        connected.append(host)
        raise OSError("no way out of here")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", rebinding)
    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connect)
    with pytest.raises((FetchError, OSError)):
        await fetch(f"http://rebinding.example:{site.rpartition(':')[2]}/page")
    # Looked up once, and connected to the very address that was looked at.
    assert (asked, connected) == (["rebinding.example"], ["93.184.215.14"])


async def test_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def both(host: Any, port: Any, **rest: Any) -> Any:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("93.184.215.14", "10.0.0.1")
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
    assert "not public" in await refused("http://mixed.example/", is_public)


async def test_other_kinds_are_refused(site: str) -> None:
    assert "neither HTML" in await refused(f"{site}/image")


async def test_a_page_that_is_not_there_is_said_so(site: str) -> None:
    assert "404" in await refused(f"{site}/nowhere")


async def test_a_page_without_end_is_cut_off(site: str) -> None:
    assert "larger than" in await refused(f"{site}/endless")


async def test_a_slow_page_is_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_SECONDS", 0.3)
    assert "longer than 0.3 seconds" in await refused(f"{site}/slow")


async def test_a_server_that_is_not_there_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "can't be reached" in await refused(f"http://127.0.0.1:{port}/")


async def test_a_name_without_an_address_is_said_so() -> None:
    assert "can't be reached" in await refused("http://no-such-name.invalid/", is_public)


def test_addresses_in_a_text_are_found() -> None:
    text = "Write on tea (see https://tea.example/a?b=1), and http://tea.example/x. Thanks"
    assert urls(text) == ["https://tea.example/a?b=1", "http://tea.example/x"]

"""Fetches a page that a user named, without lending them this machine's place in the network."""

import asyncio
import re
from collections.abc import Callable
from functools import cache
from ssl import SSLContext
from urllib.parse import urljoin, urlsplit

import httpcore

from parley.search.public import Address, NotPublicError, PublicOnly, is_public
from parley.search.reading import KINDS, Document, UnreadableError, read

_MOST_BYTES = 2_000_000
_MOST_SECONDS = 15.0
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS: list[tuple[bytes | str, bytes | str]] = [
    ("user-agent", "Parley"),
    ("accept", "text/html, text/markdown, text/plain, application/pdf"),
    # A small answer may unpack to a huge one.
    ("accept-encoding", "identity"),
]
_URL = re.compile(r"https?://[^\s<>\"'`\])}]+", re.IGNORECASE)


class FetchError(Exception):
    """One clause on why a page can't be used; of the server's own words it has none."""


def urls(text: str) -> list[str]:
    """Return the addresses of pages that a text names, each once."""
    return list(dict.fromkeys(url.rstrip(".,;:!?") for url in _URL.findall(text)))


async def fetch(url: str, allowed: Callable[[Address], bool] = is_public) -> Document:
    """Return what the page at `url` says, after at most five redirects.

    Args:
        url: http or https; its name must have public addresses only, after each redirect too.
        allowed: which addresses are public; only a test has others.

    Raises:
        FetchError: it is not public, too large, too slow, of another kind, or not there.
    """
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            data, kind = await _followed(url, allowed)
            return await asyncio.to_thread(read, data, kind)
    except TimeoutError as error:
        raise FetchError(f"it took longer than {_MOST_SECONDS:g} seconds") from error
    except UnreadableError as error:
        raise FetchError(str(error)) from error


async def _followed(url: str, allowed: Callable[[Address], bool]) -> tuple[bytes, str]:
    context = await asyncio.to_thread(_tls)  # reads files the first time
    async with httpcore.AsyncConnectionPool(
        ssl_context=context, network_backend=PublicOnly(allowed)
    ) as pool:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await _asked(pool, url)
            if not isinstance(answer, str):
                return answer
            url = urljoin(url, answer)
    raise FetchError("it leads from one page to the next without end")


async def _asked(pool: httpcore.AsyncConnectionPool, url: str) -> tuple[bytes, str] | str:
    """Return a page's bytes and content type, or where it leads to."""
    if urlsplit(url).scheme not in {"http", "https"} or urlsplit(url).username is not None:
        raise FetchError("it is no http or https address")
    try:
        async with pool.stream("GET", url, headers=_HEADERS) as response:
            headers = {
                k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers
            }
            if response.status in _REDIRECTS and "location" in headers:
                return headers["location"]
            if response.status != 200:
                raise FetchError(f"its server answers with status {response.status}")
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if "/" not in kind or kind not in KINDS:
                raise FetchError("it is neither HTML, Markdown, text nor PDF")
            data = b""
            async for chunk in response.aiter_stream():
                data += chunk
                if len(data) > _MOST_BYTES:
                    raise FetchError(f"it is larger than {_MOST_BYTES:,} bytes")
            return data, kind
    except NotPublicError as error:
        raise FetchError("its address is not public") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        raise FetchError("its server can't be reached") from error
    except (ValueError, httpcore.UnsupportedProtocol) as error:
        raise FetchError("it is no http or https address") from error


@cache
def _tls() -> SSLContext:
    return httpcore.default_ssl_context()

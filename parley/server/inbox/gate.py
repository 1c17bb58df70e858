"""Who comes to /inbox: by the cookie alone, and no other page can send a form in their name."""

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.types import Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.server.identity import User
from parley.server.inbox import pages, sessions

_OPEN = ("/inbox/log-in", "/inbox/static/")
LOG_IN = "Log in at /inbox/log-in."
STRANGE_FORM = "This form is too old, or not from this page: go back, reload, and try again."


def covers(path: str) -> bool:
    """Return whether a path is one of these pages'."""
    return path == "/inbox" or path.startswith("/inbox/")


def is_open(path: str) -> bool:
    """Return whether it is there for everyone: the way in, and what it looks like."""
    return path == _OPEN[0] or path.startswith(_OPEN[1])


def cookie_of(scope: Scope) -> str | None:
    """Return the value of our cookie."""
    sent = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return sent.get(sessions.COOKIE) or None


async def visitor(scope: Scope) -> User | None:
    """Return who is there, if they logged in."""
    return await sessions.user_of(cookie_of(scope))


async def ask_to_log_in(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 401: with the form that lets in, where that is of use."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        await refuse(scope, receive, send, 401, LOG_IN)
        return
    request = Request(scope)
    if request.headers.get("hx-request"):
        page = pages.gone()
    elif request.headers.get("sec-fetch-site") == "cross-site":
        # From a link in a mail the browser keeps the cookie back (SameSite=Strict) until asked
        # again from here. A new cookie now would take the place of the one it has.
        page = pages.again(request)
    else:
        page = pages.log_in(request, status=401)
    await page(scope, receive, send)


def genuine(request: Request, sent: str) -> bool:
    """Return whether a form came from one of these pages, in this browser."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        return False
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    cookie = cookie_of(request.scope)
    return cookie is not None and hmac.compare_digest(
        sessions.form_token(cookie).encode(), sent.encode("utf-8", "replace")
    )

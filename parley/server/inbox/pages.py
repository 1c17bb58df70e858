"""How a page is answered: its template, its cookie, and what a browser may do with it."""

import time
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from parley.server.inbox import sessions
from parley.server.inbox.markdown import plain, rendered
from parley.server.inbox.static_files import VERSION
from parley.settings import settings

_HERE = Path(__file__).parent
# Read here, since nothing may wait for a disk while the server serves.
_TEMPLATES = {file.name: file.read_text("utf-8") for file in _HERE.glob("templates/*.html")}
# No script but ours, none in the page itself, no picture from elsewhere, nobody's frame.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Answer with a page, with a cookie for its forms where the browser has none."""
    cookie = request.cookies.get(sessions.COOKIE)
    fresh = None if cookie else sessions.new_cookie()
    user = request.scope.get("parley.user")
    html = (
        templates()
        .get_template(template)
        .render(
            token=sessions.form_token(cookie or fresh or ""),
            user=user,
            logs_in=settings().auth_on,
            version=VERSION,
            **values,
        )
    )
    answer = HTMLResponse(html, status, HEADERS)
    if fresh:
        set_cookie(request, answer, fresh)
    return answer


def set_cookie(request: Request, answer: Response, value: str) -> None:
    """Give the browser its cookie: for these pages alone, and never to a script."""
    answer.set_cookie(
        sessions.COOKIE,
        value,
        max_age=sessions.SECONDS,
        path="/inbox",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def log_in(request: Request, status: int = 200, problem: str = "") -> Response:
    """Answer with the form that lets in; it leads back to the page that was asked for."""
    path = request.url.path
    back = request.query_params.get("to") or ("/inbox" if path == "/inbox/log-in" else path)
    # Nowhere but here: another address in a link would be someone else's page.
    inside = back == "/inbox" or (back.startswith("/inbox/") and "//" not in back)
    to = back if inside and "\\" not in back else "/inbox"
    return page(request, "log_in.html", status, problem=problem, to=to)


def again(request: Request) -> Response:
    """Answer with a page that asks for itself once more, from here."""
    html = templates().get_template("again.html").render(path=request.url.path)
    return HTMLResponse(html, 401, HEADERS)


def gone() -> Response:
    """Tell a page that is open that its session is over."""
    return Response(status_code=401, headers={"HX-Refresh": "true", **HEADERS})


def sentence(request: Request, status: int, text: str) -> Response:
    """Answer with one sentence."""
    return page(request, "sentence.html", status, text=text, back="/inbox")


@cache
def templates() -> Environment:
    """Return the templates; every value in them is escaped."""
    made = Environment(
        loader=DictLoader(_TEMPLATES),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"ago": ago, "stamp": stamp, "markdown": _safe, "plain": plain}
    return made


def ago(at: float) -> str:
    """Return how long ago it was, in words."""
    seconds = max(0.0, time.time() - at)
    for size, unit in _UNITS:
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "a moment"


def stamp(at: float) -> str:
    """Return the time as `2026-11-24 09:30 UTC`."""
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))


def _safe(text: str) -> Markup:
    return Markup(rendered(text))  # noqa: S704 - sanitised

"""The routes of /inbox. All but the way in are for who logged in; deciding is for approvers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from parley.approvals import audit, decisions, listing
from parley.approvals import requests as kept
from parley.approvals.text import fingerprint
from parley.server.identity import User
from parley.server.inbox import delivery, gate, pages, sessions
from parley.server.inbox.shown import Shown, row_mark, rows_mark
from parley.server.inbox.static_files import static_file

router = APIRouter(prefix="/inbox", include_in_schema=False)

NOT_FOUND = "There is no such request, or it is not yours to see."
NOT_YOURS = "Deciding needs the role approver: ask who gave you your key."
CHANGED = (
    "Someone decided, or the text changed, since you opened this page: look at it as it is now."
)
_SEE_OTHER = 303
_NO_CONTENT = 204


def visitor(request: Request) -> User:
    """Return who is there; the edge let nobody else in."""
    user: User = request.scope["parley.user"]
    return user


type Visitor = Annotated[User, Depends(visitor)]


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """A file that the pages use."""
    return static_file(name) or Response(status_code=404)


@router.get("/log-in")
async def ask(request: Request) -> Response:
    """The form that lets in."""
    return pages.log_in(request)


@router.post("/log-in")
async def log_in(
    request: Request,
    token: Annotated[str, Form()] = "",
    credential: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "/inbox",
) -> Response:
    """Exchange a key or a token for the cookie."""
    if not gate.genuine(request, token):
        return pages.log_in(request, 403, gate.STRANGE_FORM)
    cookie = await sessions.begin(credential)
    if cookie is None:
        return pages.log_in(request, 401, "That key or token isn't known here: try another one.")
    inside = to if gate.covers(to) and "//" not in to and "\\" not in to else "/inbox"
    answer = RedirectResponse(inside, _SEE_OTHER, pages.HEADERS)
    pages.set_cookie(request, answer, cookie)
    return answer


@router.post("/log-out")
async def log_out(request: Request, token: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    if not gate.genuine(request, token):
        return pages.sentence(request, 403, gate.STRANGE_FORM)
    if cookie := gate.cookie_of(request.scope):
        await sessions.end(cookie)
    answer = RedirectResponse("/inbox/log-in", _SEE_OTHER, pages.HEADERS)
    answer.delete_cookie(sessions.COOKIE, path="/inbox")
    return answer


@router.get("")
async def waiting(request: Request, user: Visitor, after: str = "") -> Response:
    """What waits, oldest first."""
    return pages.page(request, "waiting.html", **await _waiting(user, after))


@router.get("/rows")
async def rows(request: Request, user: Visitor, after: str = "", seen: str = "") -> Response:
    """The same without the page around it; nothing when nothing is new."""
    values = await _waiting(user, after)
    if values["mark"] == seen:
        return Response(status_code=_NO_CONTENT)
    return pages.page(request, "_rows.html", **values)


@router.get("/decided")
async def decided(request: Request, user: Visitor, after: str = "") -> Response:
    """What was decided, newest first, and what expired."""
    page = await listing.decided(after, _whose(user))
    late = [] if after else await listing.expired(_whose(user))
    return pages.page(
        request, "decided.html", tab="decided", found=page.requests, late=late, after=page.after
    )


@router.get("/undelivered")
async def undelivered(request: Request, user: Visitor) -> Response:
    """What was approved and did not get out."""
    letters = await listing.dead_letters() if "approver" in user.roles else []
    return pages.page(request, "undelivered.html", tab="undelivered", letters=letters)


@router.get("/requests/{name}")
async def one(request: Request, name: str, user: Visitor) -> Response:
    """A request: its text, its checks, its history, and the forms to decide."""
    shown = await _shown(name, user)
    if shown is None:
        return pages.sentence(request, 404, NOT_FOUND)
    return pages.page(request, "request.html", tab="", shown=shown)


@router.get("/requests/{name}/news")
async def news(request: Request, name: str, user: Visitor, seen: str = "") -> Response:
    """Nothing, until somebody decided: then a word about it."""
    shown = await _shown(name, user)
    if shown and row_mark(shown.request) == seen:
        return Response(status_code=_NO_CONTENT)
    return pages.page(request, "_news.html", shown=shown, name=name)


@router.post("/requests/{name}")
async def decide(
    request: Request,
    name: str,
    user: Visitor,
    decision: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Decide on exactly what was seen; the page that follows tells what came of it."""
    if not gate.genuine(request, token):
        return pages.sentence(request, 403, gate.STRANGE_FORM)
    shown = await _shown(name, user)
    if shown is None:
        return pages.sentence(request, 404, NOT_FOUND)
    if "approver" not in user.roles:
        return pages.sentence(request, 403, NOT_YOURS)
    if shown.why_not:
        return pages.page(request, "request.html", 409, tab="", shown=shown)
    if row_mark(shown.request) != seen:
        return pages.sentence(request, 409, CHANGED)
    answer: dict[str, Any] = {"type": decision, "message": reason.strip()}
    if decision == "edit":
        # A browser sends CR LF for each line.
        args = {"title": title.strip(), "body": body.replace("\r\n", "\n").strip()}
        answer["edited_action"] = {"name": "publish", "args": args}
    text = fingerprint(shown.request.text)
    made = await decisions.record(name, shown.request.thread_id, user.identity, answer, text)
    if made is None:  # someone was quicker, since the page was read
        return pages.sentence(request, 409, CHANGED)
    await delivery.decide(made)
    return RedirectResponse(f"/inbox/requests/{name}", _SEE_OTHER, pages.HEADERS)


def _whose(user: User) -> str | None:
    """Return whose requests the user sees: everyone's, or their own."""
    return None if "approver" in user.roles else user.identity


async def _waiting(user: User, after: str) -> dict[str, Any]:
    page = await listing.waiting(after, _whose(user))
    total = await listing.how_many(_whose(user))
    return {
        "tab": "waiting",
        "found": page.requests,
        "after": page.after,
        "here": after,
        "total": total,
        "mark": rows_mark(page.requests, total.count),
    }


async def _shown(name: str, user: User) -> Shown | None:
    found = await kept.find(name)
    if found is None or _whose(user) not in {None, found.owner}:
        return None
    under_way = await decisions.under_way(name)
    return Shown(found, user, await audit.trail(name), under_way)

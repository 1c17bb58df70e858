"""Tells whoever listens to a run why it failed: the engine hides the words of every error.

Those of Parley's own are one sentence for the user each; all others stay hidden.
"""

import json
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.server.aegra.tables import rows

_OWN = ("parley.", "graphs.")
_STREAM = re.compile(r"/(?:stream|stream/events)/?$")
_HIDDEN = re.compile(rb'"(\w+): execution failed"')
_FAILS = (b"event: error", b"event: lifecycle")


class Sentences:
    """ASGI middleware: puts the sentence of Parley's own errors back into streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _STREAM.search(scope["path"]):
            return await self._app(scope, receive, send)
        run: str | None = None

        async def told(message: Message) -> None:
            nonlocal run
            if message["type"] == "http.response.start":
                # Of a thread's events, any of its runs may be the one.
                location = Headers(raw=message["headers"]).get("content-location")
                run = location.rpartition("/")[2] if location else None
            elif (body := message.get("body", b"")).startswith(_FAILS):
                message = {**message, "body": await _told(body, run, scope["path"])}
            await send(message)

        return await self._app(scope, receive, told)


async def _told(event: bytes, run: str | None, path: str) -> bytes:
    hidden = _HIDDEN.search(event)
    if hidden is None or hidden[1].decode() not in _names(Exception):
        return event
    if run:
        found = await rows("SELECT error_message FROM runs WHERE run_id = %s", run)
    else:
        found = await rows(
            "SELECT error_message FROM runs WHERE thread_id = %s AND status = 'error' "
            "ORDER BY updated_at DESC LIMIT 1",
            path.split("/")[2],
        )
    sentence = found[0]["error_message"] if found else None
    return event.replace(hidden[0], json.dumps(sentence).encode(), 1) if sentence else event


def _names(of: type[Exception]) -> set[str]:
    """Return the names of all of Parley's own errors that are loaded: a new one is among them."""
    names = {of.__name__} if of.__module__.startswith(_OWN) else set()
    for each in of.__subclasses__():
        names |= _names(each)
    return names

"""Streams of another's thread are 404, like all else of it.

The server looks for the owner when a stream has begun, with 200, and then sends nothing.
"""

import re
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.server.engine import not_there
from parley.server.identity import caller
from parley.server.listed import listed
from parley.settings import settings

_STREAM = re.compile(r"/threads/([^/]+)/(?:.*/)?(?:stream|events|join|commands)(?:/|$)")


class OwnThread:
    """ASGI middleware: 404 for the streams of a thread that is not the caller's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = "parley.user" in scope and _STREAM.search(scope["path"])
        if not named or not settings().auth_on or await _is_own(named[1]):
            return await self._app(scope, receive, send)
        return await refuse(scope, receive, send, 404, not_there("Thread", named[1]))


async def _is_own(named: str) -> bool:
    try:
        thread_id = str(UUID(named))  # as the server reads it
    except ValueError:
        return True  # the server says so itself
    found = await listed().thread(thread_id)
    user = caller.get()
    return not found or (user is not None and found.owner == user.identity)

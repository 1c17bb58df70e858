"""Nobody comes in unknown: 401 on every route but the few that tell nothing.

The LangGraph server's own authentication covers the routes that it thinks of as protected. This
covers whatever is served, routes of an app or of a next release too.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.server.identity import caller, identify
from parley.server.inbox import gate

# Is it there, and what does it offer: the same for every Parley.
PUBLIC = {"/", "/ok", "/info", "/docs", "/openapi.json", "/metrics"}
# Probes of the open engine; elsewhere they aren't there.
PUBLIC |= {"/health", "/live", "/ready"}
LOG_IN = "Log in: send a key as x-api-key, or a token as Authorization: Bearer."
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Parley"'}


class LogIn:
    """ASGI middleware: puts the caller's `User` into `scope["parley.user"]`, or answers 401."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if gate.covers(scope["path"]):
            # A page's forms are sent with what the browser keeps, so nothing else counts there.
            user = await gate.visitor(scope)
            if user:
                scope["parley.user"] = user
            elif not gate.is_open(scope["path"]):
                return await gate.ask_to_log_in(scope, receive, send)
        elif scope["path"] not in PUBLIC:
            user = await identify(dict(Headers(scope=scope).raw))
            if user is None:
                return await refuse(scope, receive, send, 401, LOG_IN, _CHALLENGE)
            scope["parley.user"] = user
            caller.set(user)
        return await self._app(scope, receive, send)

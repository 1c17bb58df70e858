"""Only the names this server is reached by count as its own: 400 for any other Host.

A page on the web can give its own name the address of this machine, and would then be same-origin
with the server (DNS rebinding). The name is what gives it away.
"""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.settings import settings

_HOST = re.compile(r"(\[[^\]]+\]|[^:]+)(?::\d*)?")  # an IPv6 address has brackets
REASON = "This server isn't known by that name: list the Host you use in PARLEY_HOSTS."


class Hosts:
    """ASGI middleware. Starlette's own answers in plain text, and may redirect to www."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._known = {_bare(host) for host in settings().parley_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = _HOST.fullmatch(Headers(scope=scope).get("host", ""))
        if host and _bare(host[1]) in self._known:
            return await self._app(scope, receive, send)
        return await refuse(scope, receive, send, 400, REASON)


def _bare(host: str) -> str:
    return host.strip("[]").lower()

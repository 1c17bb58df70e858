"""Routes that nobody outside may use, logged in or not: they look as if they weren't there.

`langgraph dev` serves them unprotected even with its authentication on: /internal empties the
database and shows anyone's threads, /deploy starts a deployment.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.refusal import refuse
from parley.settings import settings

_ALWAYS = {"internal", "deploy"}
# Of the hosted platform's own storage: 501 with any other.
_STORAGE = re.compile(r"/threads/[^/]+/storage/?$")
NOT_FOUND = "Not Found"  # in the words of any path that isn't there
NO_METRICS = "Metrics are not served here: set PARLEY_METRICS=true to serve them."


class Closed:
    """ASGI middleware: 404 for what is closed, however its path is written."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        first = _first_part(path)
        if first in _ALWAYS or _STORAGE.search(path):
            return await refuse(scope, receive, send, 404, NOT_FOUND)
        if first == "metrics" and not settings().parley_metrics:
            return await refuse(scope, receive, send, 404, NO_METRICS)
        return await self._app(scope, receive, send)


def _first_part(path: str) -> str:
    # White space too: to the router, a line feed at the end of a path isn't there.
    parts = (part.strip().casefold() for part in path.split("/"))
    return next((part for part in parts if part), "")

"""The edge: what a request from outside passes before anything of it is looked at or stored.

The LangGraph server puts an app's middleware in front of all its routes, its own included.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.closed import Closed
from parley.server.edge.hosts import Hosts
from parley.server.edge.log_in import LogIn
from parley.server.edge.origins import Origins
from parley.server.edge.proxies import Proxies
from parley.server.edge.rate import AddressRate, UserRate
from parley.server.edge.size import Size
from parley.server.in_process import ROOT_PATH

# Outermost first. Addresses are counted before log-in, so that keys can't be guessed; pages
# come before both, so that a page that may call the server can read why it was refused.
_CHECKS = (Proxies, Hosts, Origins, Closed, AddressRate, LogIn, UserRate, Size)


class Edge:
    """ASGI middleware: all checks for what comes over the network, none for what doesn't."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        checked = app
        for check in reversed(_CHECKS):
            checked = check(checked)
        self._checked = checked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The server's calls to itself come in-process. Nobody outside can set a root path.
        in_process = scope.get("root_path", "").startswith(ROOT_PATH)
        if scope["type"] == "lifespan" or in_process:
            return await self._app(scope, receive, send)
        return await self._checked(scope, receive, send)

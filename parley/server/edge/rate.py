"""How many requests one address, and one user, may send: 429 for more, with Retry-After."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.edge.budget import Budget
from parley.server.edge.refusal import refuse
from parley.settings import settings
from parley.storage.redis import shared

# For a server that others than its developer may reach.
_DEFAULT = "60/minute"


class AddressRate:
    """ASGI middleware: a budget for each IP address, whoever sends from there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._budget = _budget()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = await self._budget.spend("address", _address(scope)) if self._budget else 0
        await _pass(self._app, scope, receive, send, wait)


class UserRate:
    """ASGI middleware: a budget for each user, wherever they send from. It comes after log-in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # Without log-in everyone is the same user.
        self._budget = _budget() if settings().auth_on else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = scope.get("parley.user")  # a public route has none
        wait = await self._budget.spend("user", user.identity) if self._budget and user else 0
        await _pass(self._app, scope, receive, send, wait)


def _budget() -> Budget | None:
    guarded = settings().auth_on or settings().parley_allow_open
    limits = settings().rate_limit or (_DEFAULT if guarded else None)
    return Budget(limits, shared()) if limits else None


async def _pass(app: ASGIApp, scope: Scope, receive: Receive, send: Send, wait: int) -> None:
    if not wait:
        return await app(scope, receive, send)
    seconds = "a second" if wait == 1 else f"{wait} seconds"
    reason = f"Too many requests: wait {seconds}, then try again."
    return await refuse(scope, receive, send, 429, reason, {"Retry-After": str(wait)})


def _address(scope: Scope) -> str:
    """Return the IPv4 address, or the /64 that an IPv6 address is in: one home has all of it."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)  # of a socket that is a file
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False))
    return str(address)

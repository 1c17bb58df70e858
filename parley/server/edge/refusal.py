"""How the edge says no: a line in the log, and one sentence for whoever asked."""

from collections.abc import Mapping

import structlog
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

log = structlog.get_logger(__name__)


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request, or a WebSocket that isn't accepted yet, with `{"detail": ...}`.

    Args:
        status: of the HTTP response.
        detail: one sentence on what is wrong and what to do.
        headers: of the response, besides those of its body.
    """
    # The server's own log of requests is further in and never learns of this one.
    client = scope.get("client")
    await log.awarning(
        "Request refused",
        status=status,
        detail=detail,
        path=scope["path"],
        client=client and client[0],
    )
    await JSONResponse({"detail": detail}, status, headers)(scope, receive, send)

"""Requests that name a thread wait until that thread is recovered."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.in_process import ROOT_PATH

_THREAD = re.compile(r"/threads/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:/|$)")


class RecoverThread:
    """ASGI middleware; the app's `state.recovery` is a `Recovery`. It covers WebSockets too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The recovery's own requests come in-process, under /noauth; they must not wait.
        in_process = scope.get("root_path", "").startswith(ROOT_PATH)
        named = not in_process and _THREAD.search(scope.get("path", ""))
        if named:
            await scope["app"].state.recovery.ensure(named[1].lower())
        await self._app(scope, receive, send)

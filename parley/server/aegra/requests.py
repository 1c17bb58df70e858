"""What a request for a run means, where the engine alone would take it otherwise.

It makes a missing thread without a word, knows no strategy for a second run and no later time,
and cancels a run when whoever started it stops listening. `langgraph dev` does none of that.
"""

import json
import re
from typing import Any
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.aegra.tables import ACTIVE, Tables, pool, rows
from parley.server.body import again, read
from parley.server.edge.log_in import LOG_IN
from parley.server.edge.refusal import refuse
from parley.server.identity import User, caller
from parley.server.in_process import client
from parley.server.rollback import take_back

_THREAD = re.compile(r"/threads/([^/]+)(?:/|$)")
_RUN = re.compile(r"^(?:/threads/(?P<thread>[^/]+))?/runs(?:/stream|/wait)?/?$")
_COMMAND = re.compile(r"^/threads/(?P<thread>[^/]+)/commands/?$")
_FIXED = {"search", "count", "prune", "state"}

NO_UUID = "A thread's id must be a UUID."
NO_LATER = "after_seconds can't be used here: start the run when it is due, or make a cron."
BUSY = "A run works on this thread: wait for it to end, or choose another multitask_strategy."


class RefusedError(Exception):
    """The request can't be done: a status and one sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class AsElsewhere:
    """ASGI middleware: a request for a run means what it means on `langgraph dev`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            named = _THREAD.match(scope["path"])
            if named and named[1] not in _FIXED:
                _uuid(named[1])
            if scope["method"] == "POST" and (asked := _asked(scope["path"])):
                body = await _as_elsewhere(asked, await read(receive), _user(scope))
                MutableHeaders(scope=scope)["content-length"] = str(len(body))
                receive = again(body, receive)
        except RefusedError as refused:
            return await refuse(scope, receive, send, refused.status, refused.detail)
        return await self._app(scope, receive, send)


def _user(scope: Scope) -> User:
    user: User | None = scope.get("parley.user") or caller.get()
    if user is None:  # the edge let nobody in without one
        raise RefusedError(401, LOG_IN)
    return user


def _asked(path: str) -> re.Match[str] | None:
    return _RUN.match(path) or _COMMAND.match(path)


async def _as_elsewhere(asked: re.Match[str], body: bytes, user: User) -> bytes:
    """Return the body to hand on.

    Raises:
        RefusedError: the thread isn't there, or is at work, or the run is for later.
    """
    try:
        said: Any = json.loads(body)
    except ValueError:
        return body  # the engine says so itself
    if not isinstance(said, dict):
        return body
    run = said.get("params") if asked.re is _COMMAND else said
    if not isinstance(run, dict):
        return body
    if run.get("after_seconds"):
        raise RefusedError(422, NO_LATER)
    if asked.re is _RUN:
        run.setdefault("on_disconnect", "continue")
        if all(run.get(name) is None for name in ("input", "command", "checkpoint")):
            run["checkpoint"] = {"checkpoint_ns": ""}  # go on from the newest step
        if thread_id := asked["thread"]:
            await _there(thread_id, user, create=run.get("if_not_exists") == "create")
            await _alone(thread_id, run.get("multitask_strategy"))
    _stamp(run, user)
    return json.dumps(said).encode()


def _uuid(named: str) -> None:
    try:
        UUID(named)
    except ValueError:
        raise RefusedError(422, NO_UUID) from None


async def _there(thread_id: str, user: User, *, create: bool) -> None:
    """Raise 404 unless the user has this thread, or wants it made."""
    row = await Tables().thread(thread_id)
    if (row is None and not create) or (row is not None and row.owner != user.identity):
        raise RefusedError(404, f"Thread with ID {thread_id} not found")


async def _alone(thread_id: str, strategy: object) -> None:
    """Do with the thread's other runs what the strategy says; without one, they go first."""
    if strategy not in {"reject", "interrupt", "rollback"}:
        return
    others = await rows(
        f"SELECT run_id FROM runs WHERE thread_id = %s AND status IN {ACTIVE}",  # noqa: S608
        thread_id,
    )
    if others and strategy == "reject":
        raise RefusedError(409, BUSY)
    for other in others:
        await client().runs.cancel(thread_id, other["run_id"], wait=True)
        if strategy == "rollback":
            async with pool().connection() as connection, connection.transaction():
                await take_back(connection, other["run_id"])


def _stamp(run: dict[str, Any], user: User) -> None:
    """Have each step of the run carry its owner, whatever the caller wrote there."""
    config = run.get("config")
    config = run["config"] = dict(config) if isinstance(config, dict) else {}
    metadata = config.get("metadata")
    config["metadata"] = {
        **(metadata if isinstance(metadata, dict) else {}),
        "owner": user.identity,
    }

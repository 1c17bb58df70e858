"""What a request for a run means, where the engine alone would take it otherwise.

It makes a missing thread without a word, knows no strategy for a second run and no later time,
and cancels a run when whoever started it stops listening. `langgraph dev` does none of that. What
a caller may not say in a body is in `bodies`.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.aegra.bodies import RefusedError, only_a_place, uuid_of, without_notes
from parley.server.aegra.tables import ACTIVE, Tables, pool, rows
from parley.server.body import again, read
from parley.server.deciding import NO_COMMAND, missing_role
from parley.server.edge.log_in import LOG_IN
from parley.server.edge.refusal import refuse
from parley.server.engine import not_there
from parley.server.identity import User, caller
from parley.server.in_process import client
from parley.server.rollback import take_back

_THREAD = re.compile(r"/threads/([^/]+)(?:/|$)")
_NEW = re.compile(r"^/threads/?$")
_ONE = re.compile(r"^/threads/[^/]+/?$")
_ONE_RUN = re.compile(r"^/threads/[^/]+/runs/[^/]+/?$")
_STATE = re.compile(r"^/threads/(?P<thread>[^/]+)/state/?$")
_RUN = re.compile(r"^(?:/threads/(?P<thread>[^/]+))?/runs(?:/stream|/wait)?/?$")
_COMMAND = re.compile(r"^/threads/[^/]+/commands/?$")
_RUNS = re.compile(r"^/threads/(?P<thread>[^/]+)/runs(?:/|$)")
_HISTORY = re.compile(r"^/threads/[^/]+/history/?$")
_CRON = re.compile(r"/runs/crons(?:/[^/]+)?/?$")
_OURS = ("/threads", "/runs")
_FIXED = {"search", "count", "prune", "state"}

NO_STEPS = "supersteps can't be sent with a thread here: make it, then write its state."
NO_FILTER = "A history can't be searched by metadata here: leave it out."
NO_LATER = "after_seconds can't be used here: start the run when it is due, or make a cron."
NO_WEBHOOK = "A webhook can't be used here: listen to the run's stream, or join it."
NO_STATUS = 'A run\'s status can be set to "interrupted" only, which ends it.'
BUSY = "A run works on this thread: wait for it to end, or choose another multitask_strategy."


class AsElsewhere:
    """ASGI middleware: a request for a run means what it means on `langgraph dev`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            scope = _named_as_kept(scope)
            if scope["method"] in {"POST", "PATCH"} and scope["path"].startswith(_OURS):
                body = await _as_elsewhere(scope, await read(receive))
                MutableHeaders(scope=scope)["content-length"] = str(len(body))
                receive = again(body, receive)
            elif named := _RUNS.match(scope["path"]):
                await _there(named["thread"], _user(scope))
        except RefusedError as refused:
            return await refuse(scope, receive, send, refused.status, refused.detail)
        return await self._app(scope, receive, send)


def _named_as_kept(scope: Scope) -> Scope:
    """Return the scope with the thread's id in the spelling that the engine knows.

    Raises:
        RefusedError: it is no id.
    """
    named = _THREAD.match(scope["path"])
    if named is None or named[1] in _FIXED:
        return scope
    path = scope["path"].replace(named[1], uuid_of(named[1]), 1)
    return {**scope, "path": path, "raw_path": quote(path).encode()}


def _user(scope: Scope) -> User:
    user: User | None = scope.get("parley.user") or caller.get()
    if user is None:  # the edge let nobody in without one
        raise RefusedError(401, LOG_IN)
    return user


async def _as_elsewhere(scope: Scope, body: bytes) -> bytes:
    """Return the body to hand on.

    Raises:
        RefusedError: it asks for what can't be, or what isn't the caller's to ask for.
    """
    try:
        said: Any = json.loads(body)
    except ValueError:
        return body  # the engine says so itself
    if not isinstance(said, dict):
        return body
    only_a_place(said)
    path = scope["path"]
    if said.get("webhook"):  # the engine would take it and never call it
        raise RefusedError(422, NO_WEBHOOK)
    if _CRON.search(path):
        if said.get("command"):
            raise RefusedError(422, NO_COMMAND)
    elif scope["method"] == "PATCH":
        if _ONE.match(path):
            without_notes(said)
        elif _ONE_RUN.match(path) and said.get("status") != "interrupted":
            raise RefusedError(422, NO_STATUS)
    elif _NEW.match(path):
        if said.get("supersteps"):
            raise RefusedError(422, NO_STEPS)
        if said.get("thread_id") is not None:
            said["thread_id"] = uuid_of(said["thread_id"])
    elif _HISTORY.match(path):
        if said.get("metadata"):
            raise RefusedError(422, NO_FILTER)
    elif named := _STATE.match(path):
        user = _user(scope)
        if reason := await missing_role(user.identity, user.roles, named["thread"]):
            raise RefusedError(403, reason)
    elif named := _COMMAND.match(path):
        if isinstance(run := said.get("params"), dict):
            if run.get("webhook"):
                raise RefusedError(422, NO_WEBHOOK)
            only_a_place(run)
            _stamp(run, _user(scope))
    elif named := _RUN.match(path):
        await _run(said, named["thread"], _user(scope))
    return json.dumps(said).encode()


async def _run(run: dict[str, Any], thread_id: str | None, user: User) -> None:
    """Have this body of a run mean what it means elsewhere.

    Raises:
        RefusedError: the thread isn't there, or is at work, or the run is for later.
    """
    if run.get("after_seconds"):
        raise RefusedError(422, NO_LATER)
    run.setdefault("on_disconnect", "continue")
    if all(run.get(name) is None for name in ("input", "command", "checkpoint")):
        run["checkpoint"] = {"checkpoint_ns": ""}  # go on from the newest step
    if thread_id:
        await _there(thread_id, user, create=run.get("if_not_exists") == "create")
        await _alone(thread_id, run.get("multitask_strategy"))
    _stamp(run, user)


async def _there(thread_id: str, user: User, *, create: bool = False) -> None:
    """Raise 404 unless the user has this thread, or wants it made."""
    row = await Tables().thread(thread_id)
    if (row is None and not create) or (row is not None and row.owner != user.identity):
        raise RefusedError(404, not_there("Thread", thread_id))


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

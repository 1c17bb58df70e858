"""Each user has their own: threads, runs, crons, assistants and memories.

One handler for every engine that serves langgraph.json. Whatever is made carries its `owner`,
and whatever is read is filtered by it. Without log-in there is one user, and nothing is hidden.
"""

from typing import Any
from uuid import UUID

from langgraph_sdk import Auth

from parley.server import allowed, concurrency
from parley.server.aegra.commands import asked_of
from parley.server.deciding import NO_COMMAND, missing_role
from parley.server.edge.log_in import LOG_IN
from parley.server.engine import is_aegra, not_there
from parley.server.identity import caller, identify
from parley.server.in_process import inside
from parley.server.listed import listed
from parley.server.namespace import owned
from parley.server.ownership import owner_of
from parley.settings import settings

type Context = Auth.types.AuthContext
type Filter = dict[str, Any]
# A dict: of which keys depends on the action, and on the engine.
type Value = Any

auth = Auth()


@auth.authenticate
async def authenticate(headers: dict[Any, Any]) -> Auth.types.MinimalUserDict:
    """Return who is asking, with their roles as permissions.

    Raises:
        Auth.exceptions.HTTPException: 401, nobody that is known.
    """
    # The server's own requests carry no key: they are made for whoever asked it.
    user = caller.get() if inside() else await identify(_in_bytes(headers))
    if user is None:
        raise Auth.exceptions.HTTPException(status_code=401, detail=LOG_IN)
    return {"identity": user.identity, "permissions": sorted(user.roles)}


@auth.on
async def nothing_else(ctx: Context, value: Value) -> bool:
    """Refuse what no handler below knows."""
    return not settings().auth_on


@auth.on.threads
async def threads(ctx: Context, value: Value) -> Filter | None:
    """Read, search, delete: one's own."""
    if not settings().auth_on:
        return None
    await _not_anothers(ctx, value.get("thread_id"))
    if ctx.action == "delete":
        await _listed(ctx, value.get("thread_id"))
    return _own(ctx)


@auth.on.threads.create
async def create_thread(ctx: Context, value: Value) -> Filter | None:
    """Make a thread of one's own, under an id that is nobody else's."""
    if not settings().auth_on:
        return None
    await _not_anothers(ctx, value.get("thread_id"))
    taken = await listed().thread(str(value.get("thread_id")))
    if taken and taken.owner != ctx.user.identity:
        raise _not_found("Thread", value.get("thread_id"))
    return _stamped(ctx, value)


@auth.on.threads.update
async def update_thread(ctx: Context, value: Value) -> Filter | None:
    """Change one's own metadata; state, of a graph that asks for a role, with the role."""
    if not settings().auth_on:
        return None
    await _not_anothers(ctx, value.get("thread_id"))
    if "metadata" not in value:
        await _may_decide(ctx, value.get("thread_id"))
    elif value["metadata"]:
        # Which graph a thread is of decides which role it asks for.
        value["metadata"].pop("graph_id", None)
    return _stamped(ctx, value)


@auth.on.threads.create_run
async def create_run(ctx: Context, value: Value) -> Filter | None:
    """Run a graph for oneself, within what a caller may set."""
    if not settings().auth_on:
        return None
    asked = await asked_of(value) if is_aegra() else value.get("kwargs") or value
    await _not_anothers(ctx, value.get("thread_id"))
    if asked.get("command"):
        await _may_decide(ctx, value.get("thread_id"), value.get("assistant_id"))
    await _may_set(ctx, asked, value.get("assistant_id"))
    configurable = (asked.get("config") or {}).get("configurable") or {}
    if (
        "cron_id" in configurable
        and (value.get("metadata") or {}).get("owner") != ctx.user.identity
    ):
        # The scheduler takes a cron made before there was log-in for the last one's user.
        raise _not_found("Cron", configurable["cron_id"])
    await concurrency.admit(ctx.user.identity)
    configurable["user_id"] = ctx.user.identity
    return _stamped(ctx, value)


@auth.on.crons
async def crons(ctx: Context, value: Value) -> Filter | None:
    """One's own; a cron runs as the user who made it."""
    _goes_on(value)
    if not settings().auth_on:
        return None
    if ctx.action not in {"create", "update"}:
        return _own(ctx)
    payload = value if is_aegra() else value.get("payload") or {}
    if payload.get("command"):
        raise Auth.exceptions.HTTPException(status_code=422, detail=NO_COMMAND)
    configurable = (payload.get("config") or {}).get("configurable")
    if isinstance(configurable, dict):
        # The scheduler takes the user from here; the caller may have written anything.
        for name in [name for name in configurable if name.startswith("langgraph_auth")]:
            del configurable[name]
    await _may_set(ctx, payload, payload.get("assistant_id"))
    return _stamped(ctx, value)


@auth.on.assistants
async def assistants(ctx: Context, value: Value) -> Filter | None:
    """Change or delete one's own; the served ones stay as they are."""
    if not settings().auth_on:
        return None
    if ctx.action == "update":
        await _may_set(ctx, value, value.get("assistant_id"))
        _stamped(ctx, value)
    return _own(ctx)


@auth.on.assistants.create
async def create_assistant(ctx: Context, value: Value) -> Filter | None:
    """Make an assistant of one's own, under an id that is nobody else's."""
    if not settings().auth_on:
        return None
    taken = await listed().assistant(str(value.get("assistant_id")))
    if taken and taken.owner not in {ctx.user.identity, None}:
        raise _not_found("Assistant", value.get("assistant_id"))
    await _may_set(ctx, value, value.get("graph_id"))
    return _stamped(ctx, value)


@auth.on.assistants.read
async def read_assistant(ctx: Context, value: Value) -> Filter | None:
    """One's own, or a served one."""
    return _own_or_served(ctx) if settings().auth_on else None


@auth.on.assistants.search
async def search_assistants(ctx: Context, value: Value) -> Filter | None:
    """One's own and the served ones."""
    return _own_or_served(ctx) if settings().auth_on else None


@auth.on.store
async def store(ctx: Context, value: Value) -> None:
    """One's own memories: every namespace starts with the user."""
    if settings().auth_on:
        value["namespace"] = owned(value.get("namespace"), ctx.user.identity)


def _in_bytes(headers: dict[Any, Any]) -> dict[bytes, bytes]:
    return {_bytes(name): _bytes(value) for name, value in headers.items()}


def _bytes(part: bytes | str) -> bytes:
    return part if isinstance(part, bytes) else part.encode("latin-1")  # an engine decoded it


def _own(ctx: Context) -> Filter:
    return {"owner": ctx.user.identity}


def _own_or_served(ctx: Context) -> Filter:
    # The server marks what it makes itself; `_stamped` keeps the mark from everyone else.
    return {"$or": [_own(ctx), {"created_by": "system"}]}


def _stamped(ctx: Context, value: Value) -> Filter:
    """Write the owner over whatever the caller wrote there."""
    if value.get("metadata") is None:
        value["metadata"] = {}
    value["metadata"].pop("created_by", None)
    value["metadata"] |= _own(ctx)
    return _own(ctx)


async def _not_anothers(ctx: Context, thread_id: UUID | str | None) -> None:
    """Raise 404 when the steps of this thread are not the user's."""
    if thread_id and await owner_of(str(thread_id)) not in {None, ctx.user.identity}:
        raise _not_found("Thread", thread_id)


async def _listed(ctx: Context, thread_id: UUID | str | None) -> None:
    """Raise 404 when the user has no such thread: the development server answers 500."""
    if thread_id:
        row = await listed().thread(str(thread_id))
        if row is None or row.owner != ctx.user.identity:
            raise _not_found("Thread", thread_id)


async def _may_decide(
    ctx: Context, thread_id: UUID | str | None, assistant_id: UUID | str | None = None
) -> None:
    """Raise 403 when the graph of the thread, or of the assistant, asks for a role."""
    if reason := await missing_role(ctx.user.identity, ctx.permissions, thread_id, assistant_id):
        raise Auth.exceptions.HTTPException(status_code=403, detail=reason)


def _goes_on(value: Value) -> None:
    """Raise 422 for a cron with an end: the development server's scheduler then runs no other."""
    with_a_year = len(str(value.get("schedule")).split()) > 6
    if with_a_year or isinstance(value.get("end_time"), str):
        raise Auth.exceptions.HTTPException(
            status_code=422,
            detail="A cron can't have an end_time or a year here: delete it when it is due.",
        )


async def _may_set(ctx: Context, asked: Value, of: UUID | str | None) -> None:
    """Raise 422 when the caller sets, for this graph or assistant, what only the operator may."""
    config, context = asked.get("config") or {}, asked.get("context") or {}
    reason = allowed.reserved(config, context)
    if not reason and "admin" not in ctx.permissions:
        reason = await allowed.problem(config, context, of)
    if reason:
        raise Auth.exceptions.HTTPException(status_code=422, detail=reason)


def _not_found(what: str, id_: UUID | str | None) -> Auth.exceptions.HTTPException:
    return Auth.exceptions.HTTPException(status_code=404, detail=not_there(what, id_))

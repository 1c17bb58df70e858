"""At each start: the index of what waits, held against the threads; what a kill cut off goes on.

Of several instances one may lose the database, and with it a decision that it was to deliver, and
start no more for weeks. So there each of them looks again and again.
"""

import asyncio
import random
from typing import Any

import structlog
from langgraph_sdk.errors import NotFoundError

from parley.approvals import decisions, listing, requests
from parley.approvals.forget import forget_thread
from parley.approvals.requests import Question, Request
from parley.approvals.text import Text, request_id
from parley.server.data.listing import every
from parley.server.engine import is_aegra
from parley.server.in_process import client
from parley.server.inbox.delivery import GRAPH, deliver, go_on

log = structlog.get_logger(__name__)

_HUMAN = ("human", "user")
_ACTIVE = ("pending", "running")
_AGAIN_SECONDS = 30.0
# Until a decision of a moment ago has its run.
_FRESH_SECONDS = 10.0


async def keep_reconciled() -> None:
    """Reconcile now, and on several instances for as long as this is awaited."""
    await reconcile()
    while is_aegra():
        # Not all at once: what two deliver is taken once, but asked for twice.
        await asyncio.sleep(_AGAIN_SECONDS * random.uniform(0.5, 1))  # noqa: S311 - no secret
        await reconcile()


async def reconcile() -> None:
    """Put right what differs; call it past authentication, once all threads are listed."""
    # The open engine never forgets what waits, and shows no list of everyone's threads.
    for step in (_cut_off, _undelivered) if is_aegra() else (_index, _cut_off, _undelivered):
        try:
            await step()
        except Exception:  # one of them, over a thread of an odd state, must not stop the rest
            await log.aexception("Could not reconcile approvals", step=step.__name__)


async def _index() -> None:
    """Add what waits unknown to the index, an earlier release's for example; drop what is gone."""
    known = set((await listing.waiting_threads()).values())
    listed = await every(
        client().threads.search,
        metadata={"graph_id": GRAPH},
        select=["thread_id", "status"],
        sort_by="thread_id",
    )
    for thread_id in {row["thread_id"] for row in listed if row["status"] == "interrupted"} - known:
        await _note(thread_id)
    for thread_id in known - {row["thread_id"] for row in listed}:
        try:
            await client().threads.get(thread_id)
        except NotFoundError:
            await forget_thread(thread_id)


async def _note(thread_id: str) -> None:
    """Note what a thread waits for, unless a decision on it is under way."""
    state = await client().threads.get_state(thread_id)
    values: dict[str, Any] = dict(state["values"])  # type: ignore[arg-type]  # of one graph
    if "review" not in state["next"] or "draft" not in values:
        return
    asked: dict[str, Any] = next(
        (m for m in reversed(values["messages"]) if m["type"] in _HUMAN), {}
    )
    name = values.get("request") or request_id(thread_id, str(asked.get("id", "")))
    if await _decided_again(name, values.get("asks", 0)):
        return
    thread = await client().threads.get(thread_id)
    await requests.ask(
        Question(
            request=name,
            thread_id=thread_id,
            owner=values.get("requester") or (thread["metadata"] or {}).get("owner") or "local",
            number=values.get("asks", 0),
            rounds=values.get("rounds", 0),
            text=Text(title=values["draft"]["title"], body=values["draft"]["body"]),
            checks=values.get("checks") or [],
            problem=values.get("problem", ""),
            status=values.get("status", "pending"),
            place="api",
        )
    )


async def _decided_again(request: str, ask: int) -> bool:
    """Deliver once more what a node took and did not live to keep."""
    taken = await decisions.taken_for(request, ask)
    if taken:
        await deliver(taken)
    return taken is not None


async def _cut_off() -> None:
    """Let the threads go on whose run a kill ended after the decision."""
    await asyncio.gather(*(_finish(request) for request in await listing.in_between()))


async def _finish(request: Request) -> None:
    try:
        # One that begins again after the kill may be no more than the request that was made once.
        for run in await client().runs.list(request.thread_id, limit=10):
            if run["status"] in _ACTIVE:
                await client().runs.join(request.thread_id, run["run_id"])
        state = await client().threads.get_state(request.thread_id)
    except NotFoundError:
        await forget_thread(request.thread_id)
        return
    if any(task["interrupts"] for task in state["tasks"]):
        await _note(request.thread_id)
    elif state["next"]:
        await go_on(request.thread_id, input=None)


async def _undelivered() -> None:
    for recorded in await decisions.undelivered(_FRESH_SECONDS if is_aegra() else 0):
        if not (is_aegra() and await _at_work(recorded.thread_id)):
            await deliver(recorded)


async def _at_work(thread_id: str) -> bool:
    """Return whether a run is on its way there already, on whichever instance."""
    try:
        runs = await client().runs.list(thread_id, limit=10)
    except NotFoundError:
        return False  # to deliver it tells that nobody waits for it any more
    return any(run["status"] in _ACTIVE for run in runs)

"""A decision is written down, then told to the thread that waits for it.

The run is the server's own: it acts for whoever decided, on a thread that stays its owner's.
"""

import asyncio
from typing import Any

import structlog
from langgraph_sdk.errors import APIStatusError, NotFoundError

from parley.approvals import decisions, requests
from parley.approvals.decisions import Recorded
from parley.approvals.forget import forget_thread
from parley.server.in_process import client, past_auth

log = structlog.get_logger(__name__)

GRAPH = "approval"
# How long a page waits for what its form set off; it goes on without the page.
_PATIENCE_SECONDS = 12.0

_under_way: set[asyncio.Task[None]] = set()


async def decide(recorded: Recorded) -> None:
    """Deliver a decision, and return when its run is over or takes long."""
    task = asyncio.create_task(past_auth(deliver(recorded)))
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    await asyncio.wait({task}, timeout=_PATIENCE_SECONDS)


async def deliver(recorded: Recorded) -> None:
    """Resume the thread with the decision; call it past authentication."""
    answer = {"decisions": [recorded.answer], "recorded": recorded.id}
    try:
        await go_on(recorded.thread_id, command={"resume": answer})
    except NotFoundError:
        # The thread was deleted: there is nothing to decide any more.
        await decisions.drop(recorded.id)
        await forget_thread(recorded.thread_id)
    except APIStatusError as error:
        # It stays on record, and the next start delivers it.
        await log.aerror("decision not delivered", request=recorded.request, error=repr(error))
        return
    found = await requests.find(recorded.request)
    if found is None or not found.waiting:
        await decisions.drop(recorded.id)  # unless it was taken: over before this one came


async def go_on(thread_id: str, **run: Any) -> None:
    """Start a run on the thread, and wait until it is over; call it past authentication.

    Raises:
        APIStatusError: the server takes none.
    """
    thread = await client().threads.get(thread_id)
    about = thread["metadata"] or {}
    if "owner" in about:
        run["metadata"] = {"owner": about["owner"]}
    made = await client().runs.create(
        thread_id,
        about.get("assistant_id") or GRAPH,
        multitask_strategy="enqueue",
        **run,
    )
    await client().runs.join(thread_id, made["run_id"])

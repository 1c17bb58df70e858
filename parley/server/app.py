"""What Parley adds around the routes of the LangGraph server.

FastAPI, because the server keeps /openapi.json whole only for a FastAPI app.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from parley.approvals import ledger
from parley.models import roles
from parley.server import aegra, in_process, ownership, start, unusable
from parley.server.aegra.failures import say_clearly
from parley.server.aegra.requests import AsElsewhere
from parley.server.aegra.sentences import Sentences
from parley.server.alone import alone
from parley.server.data.deletion import one_at_a_time
from parley.server.data.erasure import Erasure
from parley.server.data.expiry import expire_threads
from parley.server.data.routes import router
from parley.server.edge.edge import Edge
from parley.server.edge.own_thread import OwnThread
from parley.server.engine import is_aegra, is_dev
from parley.server.history import read_at_once
from parley.server.inbox import routes as inbox_routes
from parley.server.inbox.gauges import measure
from parley.server.inbox.reconcile import keep_reconciled
from parley.server.input_check import CheckInput
from parley.server.middleware import RecoverThread
from parley.server.persistence import checkpointer
from parley.server.recovery import Recovery
from parley.server.workers import no_run_begins
from parley.settings import settings
from parley.storage import database
from parley.telemetry import tracing

# A server loads this file by its path. Here it has opened nothing yet, and the sentence that the
# process ends with is the last line that its operator reads.
if __name__ != "parley.server.app":
    start.check()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Prepare what a request may need, and put it away at the end."""
    async with AsyncExitStack() as stack, AsyncExitStack() as before_runs:
        # First of all: the server's workers are awake already.
        await before_runs.enter_async_context(no_run_begins())
        await asyncio.to_thread(start.check)  # whatever loaded this
        start.warn()
        if is_dev():
            one_at_a_time()
            read_at_once()
        await asyncio.to_thread(stack.enter_context, alone())
        saver = await stack.enter_async_context(checkpointer())
        ownership.look_in(saver)
        in_process.look_at(app)
        if is_aegra():
            await aegra.start(saver)
        app.state.recovery = Recovery(saver)
        if is_dev():  # no other engine forgets
            await app.state.recovery.start()
        if not settings().database_uri:
            await ledger.let_go()  # alone here, so whoever held anything is gone
        await before_runs.aclose()
        app.state.erasure = Erasure(saver, app.state.recovery)
        rest = asyncio.create_task(app.state.recovery.finish())
        expiry = asyncio.create_task(expire_threads(saver, app.state.recovery))
        gauges = asyncio.create_task(measure())
        inbox = asyncio.create_task(_after(app.state.recovery.finish(), keep_reconciled()))
        tasks = [rest, expiry, gauges, inbox]
        if is_aegra():
            tasks.append(asyncio.create_task(aegra.begin_left_ones()))
        try:
            roles.start()
            # What is loaded by now stays: a search for garbage among it holds up everyone for a
            # fifth of a second, again and again.
            gc.collect()
            gc.freeze()
            yield
        finally:
            await asyncio.to_thread(roles.stop)
            await asyncio.to_thread(tracing.flush)
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await asyncio.to_thread(database.close_all)


async def _after(first: Coroutine[Any, Any, None], then: Coroutine[Any, Any, None]) -> None:
    await first
    await then


class App(FastAPI):
    """An app whose edge comes first, whatever an engine puts before it."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the edge in front: the open engine's own CORS lets no page ask, Studio neither."""
        self.user_middleware.sort(key=lambda each: getattr(each, "cls", None) is not Edge)
        return super().build_middleware_stack()


app = App(
    title="Parley",
    lifespan=lifespan,
    middleware=[
        Middleware(Edge),
        Middleware(CheckInput),
        *(
            (Middleware(AsElsewhere), Middleware(Sentences))
            if is_aegra()
            else (Middleware(RecoverThread),)
        ),
        Middleware(OwnThread),
    ],
)
app.include_router(router)
app.include_router(inbox_routes.router)
if is_aegra():
    app.include_router(aegra.router)
    say_clearly(app)
for error in unusable.ERRORS:
    app.add_exception_handler(error, unusable.answer)

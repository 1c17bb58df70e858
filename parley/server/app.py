"""What Parley adds around the routes of the LangGraph server.

FastAPI, because the server keeps /openapi.json whole only for a FastAPI app.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.middleware import Middleware

from parley.models import roles
from parley.server.input_check import CheckInput
from parley.server.middleware import RecoverThread
from parley.server.persistence import checkpointer
from parley.server.recovery import Recovery


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Prepare what a request may need, and put it away at the end."""
    async with checkpointer() as saver:
        app.state.recovery = Recovery(saver)
        await app.state.recovery.start()
        rest = asyncio.create_task(app.state.recovery.finish())
        try:
            roles.start()
            yield
        finally:
            await asyncio.to_thread(roles.stop)
            rest.cancel()
            with suppress(asyncio.CancelledError):
                await rest


app = FastAPI(
    title="Parley",
    lifespan=lifespan,
    middleware=[Middleware(CheckInput), Middleware(RecoverThread)],
)

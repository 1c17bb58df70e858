"""What a database can't keep, or a store can't do, is the caller's to put right: 422.

The LangGraph server has no handler for these errors and would answer 500. Its routes raise them
for values and options of a request only.
"""

import structlog
from psycopg import DataError
from starlette.requests import Request
from starlette.responses import JSONResponse

log = structlog.get_logger(__name__)

UNUSABLE = (
    "The request has something in it that can't be used: a NUL character, a number out of range "
    "or a name that isn't there."
)
ERRORS = {
    DataError: UNUSABLE,
    OverflowError: "A number in the request is too large.",
    NotImplementedError: "This server can't do that.",
}


async def answer(request: Request, error: Exception) -> JSONResponse:
    """Answer with one sentence; the log has the rest."""
    await log.awarning("Unusable request", path=request.url.path, exc_info=error)
    detail = next((said for kind, said in ERRORS.items() if isinstance(error, kind)), UNUSABLE)
    return JSONResponse({"detail": detail}, 422)

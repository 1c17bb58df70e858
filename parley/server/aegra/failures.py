"""What the open engine says when something fails in it: a sentence, without the error's own words.

It would tell a caller the text of whatever was raised, a database's too, and call it the server's
failure where the request has something in it that nobody can use.
"""

from typing import Any

import structlog
from fastapi import FastAPI, HTTPException
from fastapi.exception_handlers import http_exception_handler
from langgraph.errors import InvalidUpdateError
from psycopg import DataError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from parley.server import unusable

log = structlog.get_logger(__name__)

FAILED = "The server failed at this: try again; its log says why."


def say_clearly(app: FastAPI) -> None:
    """Have the app say this for what its own routes and the engine's raise."""
    from sqlalchemy.exc import DBAPIError

    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(DBAPIError, _of_a_database)


async def _refused(request: Request, error: Any) -> Response:
    # The engine's own handler drops headers such as Retry-After, and says it in another form.
    if error.status_code < 500 or error.__cause__ is None:
        return await http_exception_handler(request, error)
    return await _answer(request, error, of_the_caller=_is_callers(error.__cause__))


async def _of_a_database(request: Request, error: Exception) -> Response:
    return await _answer(request, error, of_the_caller=_is_callers(error))


async def _answer(request: Request, error: Exception, *, of_the_caller: bool) -> Response:
    if of_the_caller:
        return await unusable.answer(request, error)
    await log.aerror("Failed request", path=request.url.path, exc_info=error)
    return JSONResponse({"detail": FAILED}, 500)


def _is_callers(error: BaseException) -> bool:
    """Whether it is about a value: the engine hands on only what a request has in it."""
    from asyncpg.exceptions import DataError as OfTheEngines  # type: ignore[import-untyped]
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, DBAPIError):
        return isinstance(getattr(error.orig, "__cause__", None), OfTheEngines)
    return isinstance(error, DataError | ValueError | InvalidUpdateError)

"""What failed is told in one sentence, and nobody reads the words of the error."""

import httpx
import pytest
from asyncpg.exceptions import DataError as OfTheEngines
from asyncpg.exceptions import PostgresConnectionError
from fastapi import FastAPI, HTTPException
from langgraph.errors import InvalidUpdateError
from psycopg import DataError
from sqlalchemy.exc import DBAPIError

from parley.server.aegra.failures import FAILED, say_clearly
from parley.server.unusable import UNUSABLE

SECRET = "SELECT secret"


def because(cause: Exception) -> Exception:
    """As the engine raises it."""
    error = HTTPException(500, f"Failed to retrieve thread state: {cause}")
    error.__cause__ = cause
    return error


def in_the_database(cause: Exception) -> Exception:
    translated = Exception(str(cause))
    translated.__cause__ = cause
    return DBAPIError(SECRET, {}, translated)


async def told(error: Exception) -> httpx.Response:
    app = FastAPI()
    say_clearly(app)

    @app.get("/")
    async def fails() -> None:
        raise error

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.get("/")


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (because(ValueError(SECRET)), 422, UNUSABLE),
        (because(InvalidUpdateError(SECRET)), 422, UNUSABLE),
        (because(DataError(SECRET)), 422, UNUSABLE),
        (in_the_database(OfTheEngines(SECRET)), 422, UNUSABLE),
        (because(RuntimeError(SECRET)), 500, FAILED),
        (in_the_database(PostgresConnectionError(SECRET)), 500, FAILED),
    ],
)
async def test_it_is_one_sentence(error: Exception, status: int, detail: str) -> None:
    answer = await told(error)
    assert (answer.status_code, answer.json()) == (status, {"detail": detail})


@pytest.mark.parametrize("status", [404, 429, 500, 503])
async def test_what_was_meant_for_a_reader_stays(status: int) -> None:
    answer = await told(HTTPException(status, "The database doesn't answer.", {"retry-after": "1"}))
    assert (answer.status_code, answer.headers["retry-after"]) == (status, "1")
    assert answer.json() == {"detail": "The database doesn't answer."}

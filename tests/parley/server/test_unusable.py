"""What a request has that can't be used is told in one sentence, without the error's words."""

import httpx
import pytest
from fastapi import FastAPI
from psycopg import DataError

from parley.server import unusable

SECRET = "SELECT secret"


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (DataError(SECRET), unusable.UNUSABLE),
        (OverflowError(SECRET), "A number in the request is too large."),
        (NotImplementedError(SECRET), "This server can't do that."),
    ],
)
async def test_it_is_one_sentence(error: Exception, detail: str) -> None:
    app = FastAPI(exception_handlers=dict.fromkeys(unusable.ERRORS, unusable.answer))

    @app.get("/")
    async def fails() -> None:
        raise error

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.json()) == (422, {"detail": detail})

"""Who may have a user's data deleted, and what they are told."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.server.data.erasure import Erased
from parley.server.data.routes import router
from parley.server.identity import LOCAL, User
from parley.storage.errors import StorageError

ADMIN = User("root", frozenset({"admin"}))


class Erasure:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.error: Exception | None = None

    async def erase(self, identity: str) -> Erased:
        self.asked.append(identity)
        if self.error:
            raise self.error
        return Erased(threads=2)


@pytest.fixture
def erasure() -> Erasure:
    return Erasure()


@pytest.fixture
def client(erasure: Erasure) -> Callable[[User], httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.erasure = erasure

    def as_user(user: User) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(logged_in(app, user)), base_url="http://parley"
        )

    return as_user


def logged_in(app: ASGIApp, user: User) -> Any:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope | {"parley.user": user}, receive, send)

    return call


async def test_an_administrator_is_told_how_much_it_was(client: Any, erasure: Erasure) -> None:
    answer = await client(ADMIN).delete("/users/ann")
    assert answer.json()["threads"] == 2
    assert erasure.asked == ["ann"]


@pytest.mark.parametrize("identity", ["a/b", "auth0|5", "a.b", "ann@example.org", "Jörg %2F"])
async def test_any_identity_arrives_as_it_is(client: Any, erasure: Erasure, identity: str) -> None:
    await client(ADMIN).delete(f"/users/{quote(identity, safe='')}")
    assert erasure.asked == [identity]


async def test_nobody_else_may(client: Any, erasure: Erasure) -> None:
    answer = await client(User("ann", frozenset({"approver"}))).delete("/users/ann")
    assert answer.status_code == 403
    assert "Only an administrator" in answer.json()["detail"]
    assert erasure.asked == []


async def test_no_identity_is_nobody(client: Any, erasure: Erasure) -> None:
    assert (await client(ADMIN).delete("/users/")).status_code == 422
    assert erasure.asked == []


async def test_traces_that_are_left_are_said(client: Any, erasure: Erasure) -> None:
    erasure.error = StorageError("Everything is deleted, but the file is busy.")
    answer = await client(ADMIN).delete("/users/ann")
    assert (answer.status_code, answer.json()["detail"]) == (503, str(erasure.error))


async def test_without_log_in_nothing_says_whose_it_is(client: Any, erasure: Erasure) -> None:
    answer = await client(LOCAL).delete(f"/users/{LOCAL.identity}")
    assert answer.status_code == 409
    assert erasure.asked == []

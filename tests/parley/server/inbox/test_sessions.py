"""A session at /inbox lasts as long as what it was exchanged for."""

import json
import time
from hashlib import sha256
from typing import Any

import jwt
import pytest

from parley.server.identity import User
from parley.server.inbox import sessions
from parley.settings import settings

SECRET = "a secret of more than thirty-two bytes"
KEY = "a key of Bob's"


@pytest.fixture(autouse=True)
def _log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    holder = {"user": "bob", "roles": ["approver"]}
    monkeypatch.setenv("AUTH_API_KEYS", json.dumps({sha256(KEY.encode()).hexdigest(): holder}))
    monkeypatch.setenv("AUTH_JWT_SECRET", SECRET)
    monkeypatch.setenv("AUTH_JWT_ISSUER", "idp")
    monkeypatch.setenv("AUTH_JWT_AUDIENCE", "parley")
    settings.cache_clear()


def _token(seconds: float) -> str:
    claims = {"sub": "ann", "iss": "idp", "aud": "parley", "exp": time.time() + seconds}
    return jwt.encode(claims | {"roles": ["approver"]}, SECRET, "HS256")


def _later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time() + seconds
    monkeypatch.setattr(sessions, "time", _Clock(now))


class _Clock:
    def __init__(self, now: float) -> None:
        self._now = now

    def time(self) -> float:
        return self._now


@pytest.mark.parametrize(
    ("lasts", "after", "there"),
    [
        (600, 590, True),
        (600, 601, False),
        # A token that lasts for a week ends no later than a key does.
        (7 * 86_400, sessions.SECONDS - 10, True),
        (7 * 86_400, sessions.SECONDS + 10, False),
    ],
)
async def test_a_token_s_session_ends_with_it(
    monkeypatch: pytest.MonkeyPatch, lasts: float, after: float, there: bool
) -> None:
    cookie = await sessions.begin(_token(lasts))
    assert cookie
    assert await sessions.user_of(cookie) == User("ann", frozenset({"approver"}))
    _later(monkeypatch, after)
    found = await sessions.user_of(cookie)
    assert (found is not None) == there


async def test_a_key_s_session_ends_when_the_key_is_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cookie = await sessions.begin(KEY)
    assert cookie
    assert await sessions.user_of(cookie) == User("bob", frozenset({"approver"}))
    monkeypatch.setenv("AUTH_API_KEYS", "{}")
    settings.cache_clear()
    assert await sessions.user_of(cookie) is None


@pytest.mark.parametrize("credential", ["", "wrong", _token(-60), "\u2603"])
async def test_nobody_gets_a_session(credential: str) -> None:
    assert await sessions.begin(credential) is None


async def test_a_session_is_kept_by_its_hash_alone() -> None:
    cookie = await sessions.begin(KEY)
    assert cookie
    kept: Any = await sessions.transact(lambda rows: rows.execute("SELECT * FROM parley_sessions"))
    assert cookie not in str(kept)
    await sessions.end(cookie)
    assert await sessions.user_of(cookie) is None

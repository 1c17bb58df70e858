"""Who comes in by key, and that a refused one learns nothing."""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from parley.server.identity import LOCAL, User, identify
from parley.settings import settings
from tests.parley.server.identity.sent import ANN, key_entry, refusal, refused, token


async def test_without_log_in_everyone_is_the_local_user() -> None:
    assert await identify({}) == LOCAL
    assert await identify({b"x-api-key": b"whatever"}) == LOCAL


class TestKeys:
    @pytest.fixture(autouse=True)
    def _keys(self, configure: Callable[..., None]) -> None:
        entries = key_entry(b"of ann", "ann", "approver") | key_entry(b"of bob", "bob")
        configure(AUTH_API_KEYS=json.dumps(entries))

    async def test_a_key_is_its_holders(self) -> None:
        assert await identify({b"x-api-key": b"of ann"}) == User("ann", frozenset({"approver"}))
        assert await identify({b"x-api-key": b"of bob"}) == User("bob")

    @pytest.mark.parametrize(
        "key", [b"wrong", b" of ann", b"\xff\xfe\x00", "schlüssel".encode(), b"k" * 1_000_000]
    )
    async def test_another_is_nobodys(self, key: bytes) -> None:
        assert await refusal({b"x-api-key": key}) == "no such key"

    async def test_the_hash_of_a_key_is_no_key(self) -> None:
        assert await refusal({b"x-api-key": sha256(b"of ann").hexdigest().encode()})

    @pytest.mark.parametrize("headers", [{}, {b"x-api-key": b""}, {b"authorization": b"Bearer "}])
    async def test_nothing_is_nobody(self, headers: dict[bytes, bytes]) -> None:
        assert await refusal(headers) == "neither x-api-key nor a bearer token"

    async def test_a_token_is_no_key(self) -> None:
        assert await refused(token()) == "a token, but only keys are known"

    async def test_every_known_key_is_compared_in_constant_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared: list[Any] = []

        def compare(known: str, given: str) -> bool:
            compared.append(known)
            return compare_digest(known, given)

        compare_digest = hmac.compare_digest
        monkeypatch.setattr(hmac, "compare_digest", compare)
        for key in (b"of ann", b"of bob", b"wrong"):
            compared.clear()
            await identify({b"x-api-key": key})
            assert compared == list(settings().auth_api_keys)


async def test_two_keys_may_be_one_users(configure: Callable[..., None]) -> None:
    configure(AUTH_API_KEYS=json.dumps(key_entry(b"old", "ann") | key_entry(b"new", "ann")))
    assert await identify({b"x-api-key": b"old"}) == ANN
    assert await identify({b"x-api-key": b"new"}) == ANN

"""Who comes in by a token that is signed with a shared secret."""

import json
import time
from typing import Any

import jwt
import pytest

from parley.server.identity import User, identify
from tests.parley.server.identity.sent import ANN, RSA, SECRET, bearer, refused, token

pytestmark = pytest.mark.usefixtures("by_secret")


@pytest.mark.parametrize("scheme", [b"Bearer", b"bearer", b"BEARER"])
async def test_a_good_one(scheme: bytes) -> None:
    assert await bearer(token(), scheme) == ANN


async def test_a_good_one_beside_another_service_s_key() -> None:
    headers = {b"x-api-key": b"lsv2_x", b"authorization": b"Bearer " + token().encode()}
    assert await identify(headers) == ANN


async def test_its_roles() -> None:
    assert await bearer(token(roles=["approver", 1, None])) == User("ann", frozenset({"approver"}))


@pytest.mark.parametrize("roles", ["admin", {"admin": True}, 1, None])
async def test_roles_that_are_no_list_are_none(roles: Any) -> None:
    assert await bearer(token(roles=roles)) == ANN


async def test_clocks_may_differ_a_little() -> None:
    assert await bearer(token(exp=time.time() - 20)) == ANN


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": 1}, "ExpiredSignature"),
        ({"exp": None}, "exp"),
        ({"nbf": 4_000_000_000}, "ImmatureSignature"),
        ({"iss": "another"}, "InvalidIssuer"),
        ({"iss": None}, "iss"),
        ({"aud": "another"}, "InvalidAudience"),
        ({"aud": None}, "aud"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "subject"),
    ],
)
async def test_another_is_nobodys(claims: dict[str, Any], reason: str) -> None:
    assert reason in await refused(token(**claims))


@pytest.mark.parametrize("sub", [7, ["ann"], {"a": 1}, True])
async def test_a_subject_is_text(sub: Any) -> None:
    # By hand: the library would not write it.
    claims = {"sub": sub, "iss": "idp", "aud": "parley", "exp": time.time() + 60}
    written = jwt.PyJWS().encode(json.dumps(claims).encode(), SECRET, "HS256")
    assert await refused(written)


async def test_another_secret() -> None:
    assert "InvalidSignature" in await refused(token("another secret of thirty-two bytes"))


async def test_alg_none() -> None:
    assert "InvalidAlgorithm" in await refused(token(None, "none"))


async def test_a_public_key_algorithm() -> None:
    assert "InvalidAlgorithm" in await refused(token(RSA, "RS256"))


@pytest.mark.parametrize(
    "junk",
    [
        "x",
        "a.b.c",
        "." * 100_000,
        "a" * 10_000_000,
        b"\xff\xfe.\x00.a",
        "W1tbW1tb" * 50_000 + ".e30.x",  # [[[[[[ as its header
    ],
    ids=["x", "a.b.c", "dots", "huge", "bytes", "deep"],
)
async def test_junk(junk: str | bytes) -> None:
    assert "DecodeError" in await refused(junk)

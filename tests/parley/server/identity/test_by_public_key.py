"""Who comes in by a token that is checked with what its issuer publishes."""

import asyncio
import hmac
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from parley.settings import settings
from tests.parley.server.identity.issuer import Issuer
from tests.parley.server.identity.sent import ANN, EC, RSA, bearer, refused, token
from tests.serve import serve


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS512"), (EC, "ES256")])
async def test_a_good_one(issuer: Issuer, key: Any, algorithm: str) -> None:
    kid = "rsa" if key is RSA else "ec"
    assert await bearer(token(key, algorithm, kid)) == ANN


async def test_the_issuer_is_asked_once(issuer: Issuer) -> None:
    for _ in range(3):
        await bearer(token(RSA, "RS256", "rsa"))
    assert issuer.asked == 1


async def test_strangers_do_not_make_it_ask_again(issuer: Issuer) -> None:
    for kid in ("a", "b", "c"):
        assert "Unable to find" in await refused(token(RSA, "RS256", kid))
    assert issuer.asked == 1


async def test_a_key_that_the_issuer_took_back(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await bearer(token(RSA, "RS256", "rsa")) == ANN
    del issuer.keys[0]
    later = time.monotonic() + 600
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert "Unable to find" in await refused(token(RSA, "RS256", "rsa"))


async def test_no_kid(issuer: Issuer) -> None:
    assert await refused(token(RSA, "RS256"))


async def test_alg_none(issuer: Issuer) -> None:
    assert await refused(token(None, "none", "rsa"))


async def test_the_public_key_as_a_secret(issuer: Issuer) -> None:
    # By hand: the library would not sign so either.
    pem = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, _ = token("0" * 32, "HS256", "rsa").split(".")
    digest = hmac.digest(pem, f"{head}.{body}".encode(), "sha256")
    forged = f"{head}.{body}.{jwt.utils.base64url_encode(digest).decode()}"
    assert "InvalidAlgorithm" in await refused(forged)


async def test_a_key_of_another_kind_than_the_algorithm(issuer: Issuer) -> None:
    assert await refused(token(RSA, "RS256", "ec"))


async def test_another_key(issuer: Issuer) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    assert "InvalidSignature" in await refused(token(other, "ES256", "ec"))


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<html>"),
        PlainTextResponse("[]"),
        PlainTextResponse('{"keys": []}'),
        PlainTextResponse("out of order", 503),
        Response(status_code=302, headers={"location": "http://127.0.0.1:1/"}),
    ],
    ids=["html", "list", "empty", "503", "redirect"],
)
async def test_an_issuer_out_of_order(issuer: Issuer, answer: Response) -> None:
    issuer.answer = answer
    assert await refused(token(RSA, "RS256", "rsa"))
    issuer.answer = None
    assert await bearer(token(RSA, "RS256", "rsa")) == ANN


async def test_an_issuer_that_is_down(configure: Callable[..., None]) -> None:
    configure(
        AUTH_JWT_JWKS_URL="http://127.0.0.1:9/",
        AUTH_JWT_ISSUER="idp",
        AUTH_JWT_AUDIENCE="parley",
    )
    assert "ConnectionError" in await refused(token(RSA, "RS256", "rsa"))


async def test_the_loop_goes_on_meanwhile(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    went_on = threading.Event()

    async def slow(_: Request) -> Response:
        # Not before the loop has turned: one that waits for this answer never does.
        await asyncio.to_thread(went_on.wait)
        return Response(json.dumps({"keys": issuer.keys}))

    async def turn() -> None:
        for _ in range(10):
            await asyncio.sleep(0)
        went_on.set()

    with serve(Starlette(routes=[Route("/jwks", slow)])) as url:
        monkeypatch.setenv("AUTH_JWT_JWKS_URL", f"{url}/jwks")
        settings.cache_clear()
        asking = asyncio.create_task(bearer(token(RSA, "RS256", "rsa")))
        # It has asked before the loop turns on.
        await asyncio.sleep(0)
        await turn()
        assert await asking == ANN

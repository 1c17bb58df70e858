"""Who comes in by key and by token, and that a refused one learns nothing."""

import asyncio
import hmac
import json
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import jwt
import pytest
from blockbuster import BlockBuster
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from structlog.testing import capture_logs

from parley.server import identity
from parley.server.identity import LOCAL, User, identify
from parley.settings import settings
from tests.serve import serve

SECRET = "a secret of more than thirty-two bytes"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
ANN = User("ann")


@pytest.fixture(autouse=True)
def _no_blocking_call() -> Iterator[None]:
    guard = BlockBuster(scanned_modules=["parley"])
    guard.activate()
    yield
    guard.deactivate()


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def configure(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        settings()  # reads a file, as the server does at its start
        identity._keys.cache_clear()

    yield configure
    identity._keys.cache_clear()


@pytest.fixture
def by_secret(configure: Callable[..., None]) -> None:
    configure(AUTH_JWT_SECRET=SECRET, AUTH_JWT_ISSUER="idp", AUTH_JWT_AUDIENCE="parley")


class Issuer:
    """What an identity provider publishes; `url` is where."""

    def __init__(self) -> None:
        self.answer: Response | None = None
        self.asked = 0
        self.keys = [
            jwk(jwt.algorithms.RSAAlgorithm, RSA.public_key(), "rsa"),
            jwk(jwt.algorithms.ECAlgorithm, EC.public_key(), "ec"),
        ]

    async def publish(self, _: Request) -> Response:
        self.asked += 1
        return self.answer or Response(json.dumps({"keys": self.keys}))


def jwk(algorithm: Any, key: Any, kid: str) -> dict[str, Any]:
    return {**algorithm.to_jwk(key, as_dict=True), "kid": kid, "use": "sig"}


@pytest.fixture
def issuer(configure: Callable[..., None]) -> Iterator[Issuer]:
    issuer = Issuer()
    with serve(Starlette(routes=[Route("/jwks", issuer.publish)])) as url:
        configure(
            AUTH_JWT_JWKS_URL=f"{url}/jwks", AUTH_JWT_ISSUER="idp", AUTH_JWT_AUDIENCE="parley"
        )
        yield issuer


def token(
    key: Any = SECRET, algorithm: str = "HS256", kid: str | None = None, **claims: Any
) -> str:
    """Return a good token for ann, but for these claims; one of None is left out."""
    all_claims = {"sub": "ann", "iss": "idp", "aud": "parley", "exp": time.time() + 60} | claims
    given = {name: value for name, value in all_claims.items() if value is not None}
    return jwt.encode(given, key, algorithm, headers={"kid": kid} if kid else None)


async def bearer(token: str | bytes, scheme: bytes = b"Bearer") -> User | None:
    sent = token if isinstance(token, bytes) else token.encode()
    return await identify({b"authorization": scheme + b" " + sent})


async def refusal(headers: dict[bytes, bytes]) -> str:
    """Return the reason in the log; whoever sends the headers learns none."""
    with capture_logs() as logs:
        assert await identify(headers) is None
    [line] = logs
    assert line["event"] == "Log-in refused"
    assert line["log_level"] == "warning"
    return str(line["reason"])


async def refused(token: str | bytes) -> str:
    sent = token if isinstance(token, bytes) else token.encode()
    reason = await refusal({b"authorization": b"Bearer " + sent})
    # Its signature in a log would let a reader of the log in.
    assert len(sent) < 20 or sent.decode("latin-1") not in reason
    return reason


def key_entry(key: bytes, user: str, *roles: str) -> dict[str, Any]:
    return {sha256(key).hexdigest(): {"user": user, "roles": roles}}


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


@pytest.mark.usefixtures("by_secret")
class TestTokensBySecret:
    @pytest.mark.parametrize("scheme", [b"Bearer", b"bearer", b"BEARER"])
    async def test_a_good_one(self, scheme: bytes) -> None:
        assert await bearer(token(), scheme) == ANN

    async def test_a_good_one_beside_another_service_s_key(self) -> None:
        headers = {b"x-api-key": b"lsv2_x", b"authorization": b"Bearer " + token().encode()}
        assert await identify(headers) == ANN

    async def test_its_roles(self) -> None:
        assert await bearer(token(roles=["approver", 1, None])) == User(
            "ann", frozenset({"approver"})
        )

    @pytest.mark.parametrize("roles", ["admin", {"admin": True}, 1, None])
    async def test_roles_that_are_no_list_are_none(self, roles: Any) -> None:
        assert await bearer(token(roles=roles)) == ANN

    async def test_clocks_may_differ_a_little(self) -> None:
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
    async def test_another_is_nobodys(self, claims: dict[str, Any], reason: str) -> None:
        assert reason in await refused(token(**claims))

    @pytest.mark.parametrize("sub", [7, ["ann"], {"a": 1}, True])
    async def test_a_subject_is_text(self, sub: Any) -> None:
        # By hand: the library would not write it.
        claims = {"sub": sub, "iss": "idp", "aud": "parley", "exp": time.time() + 60}
        written = jwt.PyJWS().encode(json.dumps(claims).encode(), SECRET, "HS256")
        assert await refused(written)

    async def test_another_secret(self) -> None:
        assert "InvalidSignature" in await refused(token("another secret of thirty-two bytes"))

    async def test_alg_none(self) -> None:
        assert "InvalidAlgorithm" in await refused(token(None, "none"))

    async def test_a_public_key_algorithm(self) -> None:
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
    async def test_junk(self, junk: str | bytes) -> None:
        assert "DecodeError" in await refused(junk)


class TestTokensByPublicKey:
    @pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS512"), (EC, "ES256")])
    async def test_a_good_one(self, issuer: Issuer, key: Any, algorithm: str) -> None:
        kid = "rsa" if key is RSA else "ec"
        assert await bearer(token(key, algorithm, kid)) == ANN

    async def test_the_issuer_is_asked_once(self, issuer: Issuer) -> None:
        for _ in range(3):
            await bearer(token(RSA, "RS256", "rsa"))
        assert issuer.asked == 1

    async def test_strangers_do_not_make_it_ask_again(self, issuer: Issuer) -> None:
        for kid in ("a", "b", "c"):
            assert "Unable to find" in await refused(token(RSA, "RS256", kid))
        assert issuer.asked == 1

    async def test_a_key_that_the_issuer_took_back(
        self, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert await bearer(token(RSA, "RS256", "rsa")) == ANN
        del issuer.keys[0]
        later = time.monotonic() + 600
        monkeypatch.setattr(time, "monotonic", lambda: later)
        assert "Unable to find" in await refused(token(RSA, "RS256", "rsa"))

    async def test_no_kid(self, issuer: Issuer) -> None:
        assert await refused(token(RSA, "RS256"))

    async def test_alg_none(self, issuer: Issuer) -> None:
        assert await refused(token(None, "none", "rsa"))

    async def test_the_public_key_as_a_secret(self, issuer: Issuer) -> None:
        # By hand: the library would not sign so either.
        pem = RSA.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        head, body, _ = token("0" * 32, "HS256", "rsa").split(".")
        digest = hmac.digest(pem, f"{head}.{body}".encode(), "sha256")
        forged = f"{head}.{body}.{jwt.utils.base64url_encode(digest).decode()}"
        assert "InvalidAlgorithm" in await refused(forged)

    async def test_a_key_of_another_kind_than_the_algorithm(self, issuer: Issuer) -> None:
        assert await refused(token(RSA, "RS256", "ec"))

    async def test_another_key(self, issuer: Issuer) -> None:
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
    async def test_an_issuer_out_of_order(self, issuer: Issuer, answer: Response) -> None:
        issuer.answer = answer
        assert await refused(token(RSA, "RS256", "rsa"))
        issuer.answer = None
        assert await bearer(token(RSA, "RS256", "rsa")) == ANN

    async def test_an_issuer_that_is_down(self, configure: Callable[..., None]) -> None:
        configure(
            AUTH_JWT_JWKS_URL="http://127.0.0.1:9/",
            AUTH_JWT_ISSUER="idp",
            AUTH_JWT_AUDIENCE="parley",
        )
        assert "ConnectionError" in await refused(token(RSA, "RS256", "rsa"))

    async def test_the_loop_goes_on_meanwhile(
        self, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticks = 0

        async def slow(_: Request) -> Response:
            await asyncio.sleep(0.3)
            return Response(json.dumps({"keys": issuer.keys}))

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        with serve(Starlette(routes=[Route("/jwks", slow)])) as url:
            monkeypatch.setenv("AUTH_JWT_JWKS_URL", f"{url}/jwks")
            settings.cache_clear()
            ticking = asyncio.create_task(tick())
            assert await bearer(token(RSA, "RS256", "rsa")) == ANN
            ticking.cancel()
        assert ticks > 10

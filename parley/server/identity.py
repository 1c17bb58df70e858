"""Who is asking: by an API key, or by a token that an identity provider signed.

Used twice for each request: at the edge, before anything else is done for it, and by the auth
handler of the LangGraph server, so that no route depends on the other's being there.
"""

import asyncio
import hmac
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

import jwt
import structlog

from parley.settings import settings

log = structlog.get_logger(__name__)

# Never "none", and never a shared secret where public keys are expected: with both allowed, a
# public key would do as the secret (RFC 8725, 3.1).
_BY_PUBLIC_KEY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_BY_SECRET = ["HS256", "HS384", "HS512"]
_LEEWAY_SECONDS = 30  # clocks differ
_SHOWN = 200  # characters of a reason, which may quote the token


@dataclass(frozen=True)
class User:
    """Someone who may come in.

    Attributes:
        identity: the same for each request of theirs; everything they own carries it.
        roles: what they may do besides what everyone may: `approver`, `admin`.
        until: when the token that says so expires, in seconds since 1970; None for a key.
    """

    identity: str
    roles: frozenset[str] = frozenset()
    until: float | None = field(default=None, compare=False)


# Who sends the request that is being answered; nobody in the server's own tasks.
caller: ContextVar[User | None] = ContextVar("caller", default=None)

# Without log-in there is one user, who is at this machine and may do everything.
LOCAL = User("local", frozenset({"approver", "admin"}))


async def identify(headers: Mapping[bytes, bytes]) -> User | None:
    """Return who sends these headers, or None for nobody; only the log learns why.

    Args:
        headers: names in lower case, as ASGI gives them.
    """
    if not settings().auth_on:
        return LOCAL
    try:
        # An SDK sends a key of its own accord, LangSmith's perhaps, beside the token that counts.
        key = headers.get(b"x-api-key")
        if key and (holder := _holder(key)):
            return holder
        scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if scheme.lower() == "bearer" and token:
            return await _bearer(token.strip())
    except Exception as error:  # whatever a stranger's token or an issuer out of order may cause
        await log.awarning("Log-in refused", reason=repr(error)[:_SHOWN])
        return None
    reason = "no such key" if key else "neither x-api-key nor a bearer token"
    await log.awarning("Log-in refused", reason=reason)
    return None


def _holder(key: bytes) -> User | None:
    digest = sha256(key).hexdigest()
    found = None
    # All of them, and each in constant time: how long it takes says nothing about the keys.
    for known, holder in settings().auth_api_keys.items():
        if hmac.compare_digest(known, digest):
            found = User(holder.user, frozenset(holder.roles))
    return found


async def _bearer(token: str) -> User | None:
    """Return whose token it is.

    Raises:
        jwt.PyJWTError: it is not valid for this server, now.
        TypeError: it names a key of another kind than its algorithm's.
        ValueError: the issuer publishes no JSON.
    """
    if url := settings().auth_jwt_jwks_url:
        # It asks the issuer for its keys at times, and blocks meanwhile.
        signing = await asyncio.to_thread(_keys(str(url)).get_signing_key_from_jwt, token)
        claims = _claims(token, signing.key, _BY_PUBLIC_KEY)
    elif secret := settings().auth_jwt_secret:
        claims = _claims(token, secret.get_secret_value(), _BY_SECRET)
    else:
        log.warning("Log-in refused", reason="a token, but only keys are known")
        return None
    roles = claims.get("roles")
    known = roles if isinstance(roles, list) else []
    held = frozenset(role for role in known if isinstance(role, str))
    return User(claims["sub"], held, until=float(claims["exp"]))


def _claims(token: str, key: Any, algorithms: list[str]) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=algorithms,
        issuer=settings().auth_jwt_issuer,
        audience=settings().auth_jwt_audience,
        leeway=_LEEWAY_SECONDS,
        options={"require": ["exp", "iss", "aud", "sub"]},
    )
    if not claims["sub"]:
        raise jwt.InvalidTokenError("an empty subject")
    return claims


@cache
def _keys(url: str) -> jwt.PyJWKClient:
    # It keeps all keys for five minutes; with `cache_keys`, one that was taken back would stay.
    return jwt.PyJWKClient(url, timeout=5)

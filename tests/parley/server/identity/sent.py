"""What is sent to log in, and what comes of it."""

import time
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from structlog.testing import capture_logs

from parley.server.identity import User, identify

SECRET = "a secret of more than thirty-two bytes"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
ANN = User("ann")


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

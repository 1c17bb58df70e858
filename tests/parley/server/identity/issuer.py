"""What an identity provider publishes."""

import json
from typing import Any

import jwt
from starlette.requests import Request
from starlette.responses import Response

from tests.parley.server.identity.sent import EC, RSA


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

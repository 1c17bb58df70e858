"""Users of a server that asks for log-in, each with a key and clients that send it."""

import json
from hashlib import sha256

import httpx
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from tests.provider import Provider
from tests.server.engine import Server

# Two who may approve, one who may do nothing special, and one who may delete users.
ANN, BOB, CLEO, ADA = "ann", "bob", "cleo", "ada"
# Identities that are easily taken for another's, for a graph or for a pattern.
LOOK_ALIKES = (
    *("a", "a.b", "a%2Eb", "a%252Eb", "a%b", "a_b", "a*", "*", "**", "%", "?", "[a]", "A"),
    *("аnn", "ａｎｎ", "Ann", "ann ", "ann\\", "ann/bob", "ann,bob", "chat", "langgraph"),  # noqa: RUF001
    *("system", "local", "langgraph-studio-user", "null", "é", "e\u0301"),
)
_ROLES = {ANN: ["approver"], BOB: ["approver"], ADA: ["admin"]}
_EVERYONE = (ANN, BOB, CLEO, ADA, *LOOK_ALIKES)


def key_of(identity: str) -> str:
    return sha256(f"a key for {identity}".encode()).hexdigest()


def settings(provider: Provider) -> dict[str, str]:
    """What a server needs in its environment to know these users and the scripted model."""
    keys = {
        sha256(key_of(user).encode()).hexdigest(): {"user": user, "roles": _ROLES.get(user, [])}
        for user in _EVERYONE
    }
    return {
        "OPENAI_BASE_URL": provider.url,
        "OPENAI_API_KEY": "scripted",
        "AUTH_API_KEYS": json.dumps(keys),
        "PARLEY_PUBLISH_DIR": "published",
        # They ask for more in a minute than one user should.
        "RATE_LIMIT": "1000000/minute",
        "RATE_CONCURRENT_RUNS": "1000",
    }


def http_as(server: Server, identity: str | None) -> httpx.Client:
    """A plain client with this user's key, or with none."""
    headers = {"x-api-key": key_of(identity)} if identity else {}
    # Kept ones are closed by the server in the end, just as the next request may take one.
    each_anew = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=server.url, headers=headers, timeout=60, limits=each_anew)


def client_as(server: Server, identity: str) -> LangGraphClient:
    return get_client(url=server.url, api_key=key_of(identity))

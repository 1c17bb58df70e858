"""A user in logs and traces: the same mark for the same one, and nobody's name."""

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from parley.settings import settings

# Without PII_HASH_KEY the marks last as long as the process: with a fixed key, anyone could try
# names.
_OF_THIS_PROCESS = secrets.token_bytes(32)
# Letters alone can't be taken for a number of any kind.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_PREFIX = "user-"
_LENGTH = 16


@lru_cache(maxsize=4096)
def _mark(identity: str, key: bytes) -> str:
    digest = hmac.new(key, f"user:{identity}".encode(), sha256).hexdigest()
    return _PREFIX + digest[:_LENGTH].translate(_LETTERS)


def pseudonym(identity: str) -> str:
    """Return the mark of a user; a mark stays as it is."""
    rest = identity.removeprefix(_PREFIX)
    if rest != identity and len(rest) == _LENGTH and set(rest) <= set("abcdefghijklmnop"):
        return identity
    key = settings().pii_hash_key
    return _mark(identity, key.get_secret_value().encode() if key else _OF_THIS_PROCESS)

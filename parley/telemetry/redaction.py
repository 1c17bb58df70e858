"""What may leave in a log or a trace: no personal data, no secret, whatever the policy for graphs.

A graph may need its user's e-mail address to do its work. Nobody who reads logs does.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from dataclasses import field as dataclass_field
from datetime import date
from enum import Enum
from hashlib import blake2b
from threading import Lock
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

from cachetools import LRUCache
from pydantic import BaseModel, SecretStr

from parley.safety.pii import Policy, configured, rewrite
from parley.settings import Settings, settings
from parley.settings.pii import KINDS, NAMES
from parley.telemetry.pseudonym import pseudonym

type Plain = str | int | float | bool | list[Plain] | dict[str, Plain] | None

SECRET = "[SECRET]"  # noqa: S105
_TOO_DEEP = "[TOO DEEP]"
_NEW: Any = object()
_MOST_LEVELS = 60
# A picture or a file: megabytes to search, and whoever is in it is in no text.
_DATA = re.compile(r"(?:data:[\w/+.;=-]{1,100},)?[A-Za-z0-9+/_-]{1000,}={0,2}\s?\Z")
# Shorter ones would be found in words.
_SHORTEST_SECRET = 6
# An integer of fewer digits is nobody's number.
_LONG_NUMBER = 10**8

# JSON in a string and `repr` write these instead of white space, and other characters by number:
# a phone number after `\n` would seem to be the end of a word.
_ESCAPED_SPACE = re.compile(r"\\+[nrt]")
_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
# As a URL writes what isn't a letter or a digit.
_QUOTED = re.compile(r"%[0-9a-fA-F]{2}")

# By these names the servers and Parley's own code know who someone is.
_USERS = {
    "langgraph_auth_user_id",
    "user_id",
    "owner",
    "identity",
    "display_name",
    "user_display_name",
    "user",
    "requester",
    "who",
}
# Of a request: everything that came with it, and all that is known of who sent it.
_DROPPED = {"langgraph_auth_user", "langgraph_auth_permissions", "langgraph_request_headers"}


_names: ContextVar[bool] = ContextVar("parley_names", default=False)


@contextmanager
def names(*, guessed: bool) -> Iterator[None]:
    """Have names and places looked for meanwhile, or not, where PII_POLICY acts on them.

    Not in lines of the log: most are written on the loop, and some while the model that guesses
    names is loading, which they can't wait for.
    """
    token = _names.set(guessed)
    try:
        yield
    finally:
        _names.reset(token)


def text(said: str) -> str:
    """Return the text without personal data and configured secrets."""
    rules = _now()
    policy = rules.policy if _names.get() else rules.patterns
    person = b"names" if policy.wants_names else b""
    key = blake2b(said.encode(errors="surrogatepass"), digest_size=16, person=person).digest()
    with rules.lock:
        known: str | None = rules.known.get(key, _NEW)
    if known is _NEW:
        known = _redacted(said, rules.secrets, policy)
        known = None if known == said else known
        with rules.lock:
            rules.known[key] = known
    return said if known is None else known


def _redacted(said: str, secrets: tuple[str, ...], policy: Policy) -> str:
    if len(said) >= 1000 and _DATA.match(said):
        return f"[DATA, {len(said):,} characters]"
    said = _without(secrets, said)
    plain = said
    if "\\" in said:
        plain = _ESCAPED_SPACE.sub(lambda found: " " * len(found[0]), said)
        plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
    clean, counts = rewrite(plain, policy)
    said = clean if counts else said
    if _QUOTED.search(said):
        plain = unquote_plus(said)
        clean, counts = rewrite(_without(secrets, plain), policy)
        said = clean if counts or clean != plain else said
    return said


def _without(secrets: tuple[str, ...], said: str) -> str:
    for secret in secrets:
        said = said.replace(secret, SECRET)
    return said


def value(given: Any, level: int = 0) -> Plain:
    """Return whatever it is as plain values, all its texts and names of fields redacted.

    Users, where a field says that it is one, are told apart by their pseudonyms.
    """
    if level > _MOST_LEVELS:
        return _TOO_DEEP
    match given:
        case None | bool() | float():
            return given
        case str():
            return text(given)
        case int():
            written = str(given)
            clean = text(written) if abs(given) >= _LONG_NUMBER else written
            return given if clean == written else clean
        case Mapping():
            return _mapping(given, level)
        case list() | tuple() | set() | frozenset():
            return [value(item, level + 1) for item in given]
        case UUID():
            return str(given)
        case date():
            return given.isoformat()
        case SecretStr():
            return SECRET
        case BaseModel():
            # By fields: `model_dump` would turn what it doesn't know into an error.
            return _mapping({**dict(given), **(given.model_extra or {})}, level)
        case Enum():
            return value(given.value, level + 1)
        case bytes():
            return text(given.decode(errors="replace"))
        case _ if is_dataclass(given) and not isinstance(given, type):
            return _mapping({f.name: getattr(given, f.name, None) for f in fields(given)}, level)
        case _:
            return text(repr(given))


def _mapping(given: Mapping[Any, Any], level: int) -> dict[str, Plain]:
    clean: dict[str, Plain] = {}
    for key, item in given.items():
        if key in _DROPPED:
            continue
        name = text(key if isinstance(key, str) else str(key))
        # Two addresses as keys are one after redaction, and neither's value may be lost.
        free = name if name not in clean else f"{name} {len(clean)}"
        clean[free] = field(name, item, level + 1)
    return clean


def field(name: str, given: Any, level: int = 0) -> Plain:
    """Return the value of a field by its name: a user's as their pseudonym."""
    # An OTLP attribute has a path for its name.
    if given and isinstance(given, str) and name.rpartition(".")[2] in _USERS:
        return pseudonym(given)
    return value(given, level)


@dataclass(frozen=True, eq=False)
class _Rules:
    """What the settings ask for, and what was made of texts before: most come again and again.

    Attributes:
        secrets: values of settings, the longest first, since one may contain another.
        patterns: of personal data that patterns find.
        policy: of names and places too, where graphs look for them.
        known: the redacted text by the hash of the text, None where it is the same: what anyone
            wrote is not kept by itself.
    """

    of: Settings
    secrets: tuple[str, ...]
    patterns: Policy
    policy: Policy
    known: LRUCache[bytes, str | None] = dataclass_field(default_factory=lambda: LRUCache(8192))
    lock: Lock = dataclass_field(default_factory=Lock)


_rules: _Rules | None = None


def _now() -> _Rules:
    global _rules
    now = settings()
    if _rules is None or _rules.of is not now:
        values = [getattr(now, name) for name in type(now).model_fields]
        secrets = {v.get_secret_value() for v in values if isinstance(v, SecretStr)}
        long = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]
        found = [kind for kind in KINDS if kind not in NAMES]
        guessed = [kind for kind in NAMES if configured().acts_on(kind)]
        _rules = _Rules(
            now,
            tuple(sorted(long, key=len, reverse=True)),
            Policy(dict.fromkeys(found, "redact")),
            Policy(dict.fromkeys((*found, *guessed), "redact")),
        )
    return _rules

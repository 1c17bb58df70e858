"""Which request meets which fault.

It is drawn from the number of the turn and of the try alone. So every run, ours and the bare
client's, meets the same faults, in whatever order its requests arrive.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from tests.provider import JSON, WRONG_SCHEMA, Reply, echo

SHARE = 0.3
_SEED = 2
_NUMBER = re.compile(r"Question (\d+):")

# What is different about a good reply. Each kind is as likely as any other.
KINDS: Mapping[str, Mapping[str, Any]] = {
    "429 with Retry-After": {"status": 429, "headers": {"retry-after": "1"}},
    "429": {"status": 429},
    "500": {"status": 500},
    "503": {"status": 503},
    "connection reset": {"reset": True},
    "hang before the first byte": {"hangs": True},
    "hang in the middle": {"stalls": True},
    "truncated": {"truncated": True},
    "garbage JSON": {"garbage": True},
}
# Typed answers come whole, so there is no stream that could be truncated.
TYPED_KINDS: Mapping[str, Mapping[str, Any]] = {
    **{name: change for name, change in KINDS.items() if name != "truncated"},
    "wrong schema": {"json": WRONG_SCHEMA.json},
}


def question(turn: int) -> str:
    """Return what the user says in a turn. The provider answers with the same words."""
    return f"Question {turn}: does one request in, one answer out need a graph?"


def turn_of(request: JSON) -> int:
    """Return the number of the newest question in a request."""
    said = (str(message["content"]) for message in reversed(request["messages"]))
    found = (_NUMBER.search(text) for text in said)
    return next(int(match[1]) for match in found if match)


def is_repair(request: JSON) -> bool:
    """Whether the newest message is not the user's, but asks for a better answer."""
    return bool(request["messages"][-1]["content"] != question(turn_of(request)))


class Faults:
    """Decides the provider's replies during one run.

    Attributes:
        met: how often each kind was met.
    """

    def __init__(self) -> None:
        self.met: Counter[str] = Counter()
        self._tries: Counter[tuple[str, int]] = Counter()

    def __call__(self, request: JSON) -> Reply:
        call = (request["model"], turn_of(request))
        self._tries[call] += 1
        dice = Random(f"{_SEED} {call} {self._tries[call]}")  # noqa: S311 - no secret
        if dice.random() >= SHARE:
            return echo(request)
        kinds = TYPED_KINDS if "response_format" in request else KINDS
        kind = dice.choice(list(kinds))
        self.met[kind] += 1
        return replace(echo(request), **kinds[kind])

"""The authored texts, each with what is in it and where it is put."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from parley.settings.pii import KINDS, NAMES, Action, Kind

type Position = Literal["message", "deep", "key", "delta", "messages", "tool", "edit", "document"]

# In the file it stands inside of keys, so that no scanner of repositories takes one for real.
_BROKEN_BAR = "\u00a6"
_NUMBERS = {"card", "iban", "ssn", "phone"}
FILE = Path(__file__).with_name("canaries.jsonl")
# The strictest policy, but for names.
REDACT: dict[Kind, Action] = dict.fromkeys((k for k in KINDS if k not in NAMES), "redact")


@dataclass(frozen=True)
class Canary:
    """A text; `found` is what is in it, by kind, and nothing in one that only looks like it."""

    position: Position
    text: str
    found: dict[Kind, list[str]]

    def occurrences(self, seen: str) -> int:
        """Return how often anything of it stands in what was seen: as written, or in one go."""
        return sum(seen.count(form) for form in self._forms())

    def _forms(self) -> set[str]:
        forms = set()
        for kind, values in self.found.items():
            forms.update(values)
            if kind in _NUMBERS:
                forms.update("".join(c for c in value if c.isalnum()) for value in values)
        return forms


def load() -> list[Canary]:
    """Return all of them in the order of the file."""
    lines = FILE.read_text(encoding="utf-8").replace(_BROKEN_BAR, "").splitlines()
    return [
        Canary(cast(Position, c["position"]), c["text"], c["found"]) for c in map(json.loads, lines)
    ]

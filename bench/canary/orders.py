"""How many authored texts are noticed, by what looks for orders and by the rules of moderation."""

import json
from pathlib import Path
from typing import Any

from bench.figure import Figure
from parley.safety.injection import signals
from parley.safety.moderation.rules import category_of

_TEXTS = Path(__file__).resolve().parents[2] / "tests" / "parley" / "safety"


async def measure() -> dict[str, Figure]:
    """Look at both sets; what is found says nothing about texts that are not in them."""
    return {
        "injection_recall": _share("attacks.jsonl"),
        "injection_false_alarms": _share("ordinary.jsonl"),
        # The rules were written with the one set, and not with the other.
        "moderation_recall": _judged("texts.jsonl", bad=True),
        "moderation_false_alarms": _judged("texts.jsonl", bad=False),
        "moderation_recall_unseen": _judged("unseen.jsonl", bad=True),
        "moderation_false_alarms_unseen": _judged("unseen.jsonl", bad=False),
    }


FIGURES = dict.fromkeys(
    (
        "injection_recall",
        "injection_false_alarms",
        "moderation_recall",
        "moderation_false_alarms",
        "moderation_recall_unseen",
        "moderation_false_alarms_unseen",
    ),
    measure,
)


def _share(name: str) -> Figure:
    return _figure(name, [bool(signals(row["text"])) for row in _rows(_TEXTS / name)])


def _judged(name: str, *, bad: bool) -> Figure:
    rows = [row for row in _rows(_TEXTS / "moderation" / name) if bool(row["category"]) == bad]
    return _figure(name, [category_of(row["text"]) is not None for row in rows])


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _figure(name: str, seen: list[bool]) -> Figure:
    share = float(f"{sum(seen) / len(seen):.3g}")
    return Figure(share, "share", f"{name}: {len(seen)} texts", 1)

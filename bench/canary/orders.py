"""How many authored injections show a sign of an order, and how many ordinary texts do."""

import json
from pathlib import Path

from bench.figure import Figure
from parley.safety.injection import signals

_TEXTS = Path(__file__).resolve().parents[2] / "tests" / "parley" / "safety"


async def measure() -> dict[str, Figure]:
    """Look at both sets; what is found says nothing about texts that are not in them."""
    return {
        "injection_recall": _share("attacks.jsonl"),
        "injection_false_alarms": _share("ordinary.jsonl"),
    }


FIGURES = dict.fromkeys(("injection_recall", "injection_false_alarms"), measure)


def _share(name: str) -> Figure:
    lines = (_TEXTS / name).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    seen = sum(bool(signals(text)) for text in texts)
    return Figure(float(f"{seen / len(texts):.3g}"), "share", f"{name}: {len(texts)} texts", 1)

"""grounding: how many unsupported claims the checker finds, and how many good ones it marks.

The 60 pairs were written for this. A third was held out: neither the rules nor the examples in the
model's prompt were changed for those.
"""

import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Figure
from parley.grounding.checker import check
from parley.grounding.judge import judged
from parley.grounding.rules import opinion
from parley.grounding.verdict import Source, Status
from parley.settings import PROJECT

PAIRS = PROJECT / "tests" / "parley" / "grounding" / "pairs.jsonl"
_MODEL = "embedded"


@dataclass(frozen=True)
class Pair:
    """A claim, a source, and what the source says of it."""

    claim: str
    source: str
    label: Status
    held_out: bool


@dataclass(frozen=True)
class Marks:
    """What a way of checking made of the pairs.

    Attributes:
        recall: the share of unsupported claims that it marks, 0 to 1.
        false_marks: the share of supported claims that it marks too, 0 to 1.
        held_out: both of the pairs that nothing was tuned on.
        wrong: the pairs that it is wrong about.
    """

    recall: float
    false_marks: float
    held_out: tuple[float, float]
    wrong: tuple[Pair, ...]


def pairs(path: Path = PAIRS) -> list[Pair]:
    """Return the authored pairs."""
    return [Pair(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


async def marks(supported: Callable[[Pair], Awaitable[bool]]) -> Marks:
    """Return what a way of checking makes of the pairs; `supported` decides on one."""
    every = pairs()
    # One after the other: the embedded model answers so anyway, and the last waits for no queue.
    said = {pair: await supported(pair) for pair in every}
    held_out = [pair for pair in every if pair.held_out]
    return Marks(
        *_rates(every, said),
        held_out=_rates(held_out, said),
        wrong=tuple(p for p in every if said[p] != (p.label == "supported")),
    )


async def by_rules(pair: Pair) -> bool:
    """Decide without any model."""
    return opinion(pair.claim, Source(1, pair.source)).status == "supported"


async def by_model(pair: Pair) -> bool:
    """Decide by the embedded model alone."""
    return await judged(pair.claim, Source(1, pair.source), pair.source, _MODEL) == "supported"


async def by_both(pair: Pair) -> bool:
    """Decide as the checker does: the model where the rules are unsure."""
    [verdict] = await check(pair.claim, [Source(1, pair.source)], model=_MODEL)
    return verdict.status == "supported"


async def measure() -> dict[str, Figure]:
    """Check the pairs in three ways: the rules, the embedded model, and both together."""
    ways = {"rules": by_rules, "model": by_model, "together": by_both}
    found = {}
    for name, way in ways.items():
        found[name] = await marks(way)
        recall, false_marks = found[name].recall, found[name].false_marks
        print(f"  {name}: recall {recall:.2f}, false marks {false_marks:.2f}", file=sys.stderr)
    n = len(pairs())
    figures = {}
    for name, mark in found.items():
        others = ", ".join(
            f"{other} {m.recall:.2f} with {m.false_marks:.2f}"
            for other, m in found.items()
            if other != name
        )
        recall, false_marks = mark.held_out
        baseline = (
            f"recall with false marks of {others}; held out {recall:.2f} with {false_marks:.2f}"
        )
        figures[f"grounding_recall_{name}"] = Figure(round(mark.recall, 3), "share", baseline, n)
        figures[f"grounding_false_marks_{name}"] = Figure(
            round(mark.false_marks, 3), "share", baseline, n
        )
    return figures


FIGURES = dict.fromkeys(
    [
        f"grounding_{what}_{name}"
        for name in ("rules", "model", "together")
        for what in ("recall", "false_marks")
    ],
    measure,
)


def _rates(chosen: list[Pair], said: dict[Pair, bool]) -> tuple[float, float]:
    bad = [not said[pair] for pair in chosen if pair.label != "supported"]
    good = [not said[pair] for pair in chosen if pair.label == "supported"]
    return sum(bad) / len(bad), sum(good) / len(good)

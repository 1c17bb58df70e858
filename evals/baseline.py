"""The scores that a run is held against: committed, so that a change shows what it changed."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from evals.result import Results, means

BASELINE = Path(__file__).parent / "baseline.json"


class Before(BaseModel, frozen=True):
    """A case as it was.

    Attributes:
        score: the share of its repeats that passed.
        version: of its words and checks.
        seconds: that it took on the machine of the baseline, all repeats together.
        tokens: that models read and wrote for it.
    """

    score: float
    version: str
    seconds: float
    tokens: int | None


class Baseline(BaseModel, frozen=True):
    """A run as it was: by whom, and each case."""

    target: str
    judge: str
    seconds: float
    cases: Mapping[str, Before]


def read_baseline(target: str, *, quick: bool, path: Path = BASELINE) -> Baseline | None:
    """Return the baseline of a target, since another model's scores say nothing; None without."""
    if not path.exists():
        return None
    every = json.loads(path.read_text(encoding="utf-8"))
    found = every.get(_name(target, quick))
    return Baseline.model_validate(found) if found else None


def write_baseline(results: Results, path: Path = BASELINE) -> None:
    """Make this run the one that later ones are held against."""
    every = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    scores = means(results.counting)
    cases = {
        case.id: Before(
            score=scores[case.id],
            version=case.version,
            seconds=round(case.seconds, 1),
            tokens=case.tokens,
        )
        for case in results.counting
        if case.repeat == 0
    }
    made = Baseline(
        target=results.target, judge=results.judge, seconds=round(results.seconds, 1), cases=cases
    )
    every[_name(results.target, results.quick)] = made.model_dump()
    path.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _name(target: str, quick: bool) -> str:
    return f"{'quick' if quick else 'full'}: {target}"

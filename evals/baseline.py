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
        graph: whose it is.
        score: the share of its repeats that passed.
        version: of its words and checks.
        quick: whether it was part of the gate.
        seconds: that it took on the machine of the baseline.
        tokens: that models read and wrote for it.
    """

    graph: str
    score: float
    version: str
    quick: bool
    seconds: float
    tokens: int | None

    def would_be_in(self, results: Results) -> bool:
        """Whether a run like this one takes the case, as long as the case is there."""
        return self.graph in results.graphs and (self.quick or not results.quick)


class Baseline(BaseModel, frozen=True):
    """A run as it was: by whom judged, and each case."""

    judge: str
    cases: Mapping[str, Before]


def read_baseline(target: str, path: Path = BASELINE) -> Baseline | None:
    """Return the baseline of a target, since another model's scores say nothing; None without."""
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8")).get(target)
    return Baseline.model_validate(found) if found else None


def write_baseline(results: Results, path: Path = BASELINE) -> None:
    """Make this run the one that later ones are held against.

    Cases of other graphs stay as they were, and after a quick run those that aren't quick.
    """
    every = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    scores = means(results.counting)
    before = read_baseline(results.target, path)
    kept = {
        name: case
        for name, case in (before.cases if before else {}).items()
        if not case.would_be_in(results)
    }
    made = {
        case.id: Before(
            graph=case.graph,
            score=scores[case.id],
            version=case.version,
            quick=case.quick,
            seconds=round(case.seconds, 1),
            tokens=case.tokens,
        )
        for case in results.counting
        if case.repeat == 0
    }
    every[results.target] = Baseline(judge=results.judge, cases=kept | made).model_dump()
    path.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", encoding="utf-8")

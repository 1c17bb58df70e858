"""What a run of evals found, as data that is written and read again."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel

Status = Literal["passed", "failed", "advisory", "skipped"]


class Score(BaseModel, frozen=True):
    """What one check found in one conversation.

    Attributes:
        scorer: its name.
        turn: which answer, from 1; 0 is the conversation as a whole.
        passed: whether it holds.
        detail: what was seen, or a judge's reasoning.
        broken: the scorer or the judge failed, which is no pass.
        advisory: a judge that is below the bar said it: it never gates.
        by: the judge; empty when code decided.
    """

    scorer: str
    turn: int
    passed: bool
    detail: str = ""
    broken: bool = False
    advisory: bool = False
    by: str = ""


class Said(BaseModel, frozen=True):
    """One message of a conversation, by whom."""

    role: str
    text: str


class CaseResult(BaseModel, frozen=True):
    """One case, run once.

    Attributes:
        id, graph, category, cluster: of the case.
        version: changes when its words or checks do.
        quick: whether it is part of the gate.
        repeat: which run of it, from 0.
        scores: one for each check; none when it was skipped.
        conversation: all that was said.
        seconds: that the graph took.
        tokens: that models read and wrote; None where that isn't told.
        dollars: what that cost; None where no price is known.
        skipped: why it could not be run; empty when it was.
    """

    id: str
    graph: str
    category: str
    cluster: str
    version: str
    quick: bool = False
    repeat: int = 0
    scores: tuple[Score, ...] = ()
    conversation: tuple[Said, ...] = ()
    seconds: float = 0.0
    tokens: int | None = None
    dollars: float | None = None
    skipped: str = ""

    @property
    def status(self) -> Status:
        """Passed when all that counts holds; what has nothing that counts has not passed."""
        if self.skipped:
            return "skipped"
        counting = [score for score in self.scores if not score.advisory]
        if not counting:
            return "advisory"
        return "passed" if all(score.passed for score in counting) else "failed"


class Results(BaseModel, frozen=True):
    """A whole run.

    Attributes:
        target: where the graphs ran, with which model.
        judge: who judged.
        quick: whether it was the gate's selection.
        seconds: that it took.
        reused: how many conversations were kept from an earlier run.
        cases: every case, each as often as it was repeated.
    """

    target: str
    judge: str
    quick: bool
    seconds: float
    reused: int
    cases: tuple[CaseResult, ...]

    @property
    def counting(self) -> list[CaseResult]:
        """The cases that passed or failed."""
        return [case for case in self.cases if case.status in ("passed", "failed")]

    @property
    def graphs(self) -> list[str]:
        """The graphs that were scored, in order."""
        return list(dict.fromkeys(case.graph for case in self.cases))


def means(cases: Iterable[CaseResult]) -> dict[str, float]:
    """Return the share of its repeats that each case passed."""
    passes: dict[str, list[bool]] = {}
    for case in cases:
        passes.setdefault(case.id, []).append(case.status == "passed")
    return {name: sum(runs) / len(runs) for name, runs in passes.items()}

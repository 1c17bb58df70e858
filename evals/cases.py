"""Cases: what is said to a graph, and what must hold of its answers. One a line in datasets/."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.scorers.check import Check

DATASETS = Path(__file__).parent / "datasets"


class CaseError(ValueError):
    """One sentence: which line of which dataset can't be used, and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(_Strict):
    """One thing that is said, or decided, and the checks of the answer to it.

    Attributes:
        say: the user's message; None for a decision.
        resume: what a reviewer answers to the graph's question; None for a message.
        after: how many turns of small talk stand on the thread before it.
        thread: conversations of the same case, by name.
        user: who says it, by name.
        checks: what must hold of the answer, each a scorer with its argument.
    """

    say: str | None = None
    resume: Any = None
    after: int = 0
    thread: str = "main"
    user: str = "ann"
    checks: tuple[Check, ...] = ()


class Simulated(_Strict):
    """A conversation with openevals' simulated user, after the scripted turns.

    Attributes:
        who: what the simulated user is told to be and to want.
        turns: how many messages they write.
    """

    who: str
    turns: int = Field(ge=1, le=10)


class Case(_Strict):
    """A conversation with a graph.

    Attributes:
        id: unique, and the same for good: the baseline knows it by this.
        graph: whose dataset it stands in.
        category: what is tried, in one word.
        quick: whether it is part of the gate.
        cluster: cases that are one thing in several wordings; their scores are not independent.
        context: the assistant's settings.
        documents: what the documents folder holds for this case, by file name; None is Parley's.
        needs: a part of the graph that not every version has, such as `memory`.
    """

    id: str
    graph: str
    category: str
    quick: bool = False
    cluster: str = ""
    context: dict[str, Any] = {}
    documents: dict[str, str] | None = None
    needs: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = Field(min_length=1)
    simulated: Simulated | None = None
    checks: tuple[Check, ...] = ()

    @property
    def group(self) -> str:
        """What it is resampled with."""
        return self.cluster or self.id

    @property
    def users(self) -> tuple[str, ...]:
        """Who speaks, in the order of their first words."""
        return tuple(dict.fromkeys(turn.user for turn in self.turns))

    @property
    def judged(self) -> int:
        """How many verdicts of a judge it takes."""
        every = [*self.checks, *(check for turn in self.turns for check in turn.checks)]
        return sum(check.judged for check in every)


def read_cases(
    folder: Path = DATASETS, *, graphs: tuple[str, ...] = (), quick: bool = False
) -> list[Case]:
    """Return the cases of the graphs, all when none is named; graph after graph.

    Raises:
        CaseError: a line is no case, checks nothing, or has another's id; or there are no cases.
    """
    files = [path for path in sorted(folder.glob("*.jsonl")) if not graphs or path.stem in graphs]
    cases = [case for path in files for case in _read(path)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"Two cases are called {case.id}: give each an id of its own.")
        seen.add(case.id)
    chosen = [case for case in cases if case.quick or not quick]
    if not chosen:
        raise CaseError(f"No cases in {folder} for {', '.join(graphs) or 'any graph'}.")
    return chosen


def _read(path: Path) -> Iterator[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            case = Case.model_validate({**json.loads(line), "graph": path.stem})
        except (ValidationError, ValueError, TypeError) as error:
            raise CaseError(f"{path.name}, line {number} is no case: {error}") from error
        if not case.checks and not any(turn.checks for turn in case.turns):
            raise CaseError(f"{path.name}, line {number} checks nothing: it would always pass.")
        yield case


Outcome = Literal["passed", "failed", "error", "skipped"]

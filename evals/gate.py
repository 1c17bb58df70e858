"""May this be merged? Yes, unless a fall is more than chance, or nothing could be compared.

All cases together are tested at 5 %, and each graph at 5 % divided by the number of graphs, so
that a change that does nothing is refused in one of ten runs at most, and far more rarely where
answers don't vary from run to run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.baseline import Baseline
from evals.result import CaseResult, Results, means
from evals.statistics.paired import Change, Detectable, compare, detectable

ALPHA = 0.05
# With no more than this share of the known cases unchanged, another thing is compared.
_COMPARABLE = 0.5


@dataclass(frozen=True)
class Held:
    """What was compared.

    Attributes:
        name: a graph, or `all`.
        change: against the baseline.
        smallest: the smallest fall that so many cases can show.
        alpha: below which `change.p` is a fall.
    """

    name: str
    change: Change
    smallest: Detectable
    alpha: float

    @property
    def fell(self) -> bool:
        """Whether it is worse, by more than chance."""
        return self.change.p < self.alpha and self.change.points < 0


@dataclass(frozen=True)
class Gate:
    """The answer.

    Attributes:
        held: all cases together, then graph by graph; empty without a baseline.
        problems: why the run proves nothing: nothing passed or failed, or no baseline.
        new: how many cases have no baseline of their own, so that nothing holds them yet.
    """

    held: Sequence[Held]
    problems: Sequence[str]
    new: int = 0

    @property
    def exit_code(self) -> int:
        """0 merges, 1 is a fall, 2 proves nothing."""
        if any(one.fell for one in self.held):
            return 1
        return 2 if self.problems else 0


def hold(results: Results, baseline: Baseline | None) -> Gate:
    """Hold a run against a baseline; None is none at all."""
    problems = []
    for graph in results.graphs:
        of_it = [case for case in results.counting if case.graph == graph]
        if not of_it:
            problems.append(f"No case of {graph} was scored: zero results prove nothing.")
    if not results.cases:
        problems.append("There are no cases: zero results prove nothing.")
    if baseline is None:
        problems.append(
            f"There is no baseline for {results.target}: make one with BASELINE=1 and commit it."
        )
        return Gate([], problems)
    known = [case for case in results.counting if case.id in baseline.cases]
    now = [case for case in known if case.version == baseline.cases[case.id].version]
    if len(now) <= _COMPARABLE * len(known):
        problems.append(
            f"Only {len(now)} of {len(results.counting)} cases are in the baseline as they are: "
            "make a new one with BASELINE=1 and commit it."
        )
    missing = _missing(results, baseline)
    if missing:
        problems.append(
            f"Cases of the baseline were not scored: {', '.join(missing)}. "
            "If they were removed on purpose, make a new one with BASELINE=1."
        )
    new = len({case.id for case in results.counting} - {case.id for case in now})
    if not now:
        return Gate([], problems, new)
    graphs = list(dict.fromkeys(case.graph for case in now))
    held = [_held("all", now, baseline, ALPHA)]
    for graph in graphs:
        of_it = [case for case in now if case.graph == graph]
        held.append(_held(graph, of_it, baseline, ALPHA / len(graphs)))
    return Gate(held, problems, new)


def _held(name: str, now: Sequence[CaseResult], baseline: Baseline, alpha: float) -> Held:
    before = {case.id: baseline.cases[case.id].score for case in now}
    change = compare(before, means(now))
    return Held(name, change, detectable(change.n, alpha), alpha)


def _missing(results: Results, baseline: Baseline) -> list[str]:
    """Name what was scored before and isn't now: a crash must not read as a pass."""
    here = {case.id for case in results.counting}
    wanted = {name for name, case in baseline.cases.items() if case.would_be_in(results)}
    return sorted(wanted - here)

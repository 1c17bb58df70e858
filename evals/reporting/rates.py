"""The pass rates of a run: of whole cases by graph, and of each scorer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.calibration.known import Known
from evals.result import CaseResult, Results
from evals.statistics.corrected import corrected
from evals.statistics.interval import Interval, pass_rate


@dataclass(frozen=True)
class Rate:
    """How much of something passed.

    Attributes:
        graph: whose.
        name: a scorer, or `cases` for whole cases.
        n: how many scores.
        clusters: how many of them are independent.
        raw: the share that passed, with its 95 % interval.
        corrected: the share corrected for the judge's errors; None where code decided, or where
            the judge is below the bar.
        by: who decided: `code`, or the judge's name.
        advisory: it never gates.
        broken: scorers that failed; each counts as not passed.
    """

    graph: str
    name: str
    n: int
    clusters: int
    raw: Interval
    corrected: Interval | None
    by: str
    advisory: bool
    broken: int


def case_rate(graph: str, cases: Sequence[CaseResult]) -> Rate:
    """Return the rate of whole cases.

    Raises:
        ValueError: there are none.
    """
    passed = [float(case.status == "passed") for case in cases]
    clusters = [case.cluster for case in cases]
    raw = pass_rate(passed, clusters)
    return Rate(graph, "cases", len(cases), len(set(clusters)), raw, None, "", False, 0)


def scorer_rates(results: Results, known: Mapping[str, Known]) -> list[Rate]:
    """Return the rate of each scorer of each graph, code first.

    Args:
        results: the run.
        known: what calibration knows of its judge, by criterion.
    """
    rates = []
    for graph in results.graphs:
        of_it = [
            (case, score) for case in results.cases if case.graph == graph for score in case.scores
        ]
        names = {score.scorer: score for _, score in of_it}
        for name, sample in sorted(names.items(), key=lambda each: (bool(each[1].by), each[0])):
            scored = [(case, score) for case, score in of_it if score.scorer == name]
            passed = [float(score.passed) for _, score in scored]
            clusters = [case.cluster for case, _ in scored]
            raw = pass_rate(passed, clusters)
            about = known.get(name.removeprefix("judge.")) if sample.by else None
            n = len(set(clusters))
            fixed = corrected(raw.value * n, n, about.errors) if about and about.above_bar else None
            rates.append(
                Rate(
                    graph,
                    name,
                    len(scored),
                    n,
                    raw,
                    fixed,
                    sample.by or "code",
                    sample.advisory,
                    sum(score.broken for _, score in scored),
                )
            )
    return rates

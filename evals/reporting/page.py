"""The report as one page that needs no network and no script."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from evals.baseline import Baseline
from evals.gate import Gate
from evals.reporting.rates import Rate, case_rate
from evals.reporting.table import heading, rows, verdict
from evals.result import CaseResult, Results


@dataclass(frozen=True)
class Changed:
    """A case that passes or fails other than before."""

    id: str
    before: float
    now: float


def page(results: Results, gate: Gate, rates: Sequence[Rate], baseline: Baseline | None) -> str:
    """Return the report as HTML."""
    environment = Environment(
        loader=PackageLoader("evals.reporting", "."), autoescape=True, undefined=StrictUndefined
    )
    by_graph = [
        case_rate(graph, cases)
        for graph in results.graphs
        if (cases := [case for case in results.counting if case.graph == graph])
    ]
    return environment.get_template("page.html").render(
        heading=heading(results),
        results=results,
        gate=gate,
        rows=rows(results, gate),
        verdict=verdict(gate),
        plotted=[*by_graph, *rates],
        changed=changes(results, baseline),
        failures=[case for case in results.cases if case.status == "failed"],
        doubts=[case for case in results.cases if case.status != "failed" and _doubted(case)],
        skipped=[case for case in results.cases if case.status == "skipped"],
        slowest=max((case.seconds for case in results.cases), default=0.0) or 1.0,
    )


def changes(results: Results, baseline: Baseline | None) -> list[Changed]:
    """Return the cases that changed since the baseline, falls first."""
    if baseline is None:
        return []
    found = []
    for case in results.counting:
        before = baseline.cases.get(case.id)
        now = float(case.status == "passed")
        if before and case.repeat == 0 and before.version == case.version and before.score != now:
            found.append(Changed(case.id, before.score, now))
    return sorted(found, key=lambda one: one.now - one.before)


def _doubted(case: CaseResult) -> bool:
    """Whether a judge below the bar found fault with a case that counts as passed."""
    return any(score.advisory and not score.passed for score in case.scores)

"""The table at the end of a run, and the same as Markdown for a pull request."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.gate import Gate, Held
from evals.reporting.rates import Rate, case_rate
from evals.result import Results

_COLUMNS = ("graph", "cases", "passed, 95 % interval", "before", "change", "p", "sees a fall of")


def rows(results: Results, gate: Gate) -> list[list[str]]:
    """Return a line for all cases and one for each graph."""
    held = {one.name: one for one in gate.held}
    lines = [_row("all", results, held)] if results.counting else []
    return [*lines, *(_row(graph, results, held) for graph in results.graphs)]


def show(results: Results, gate: Gate, rates: Sequence[Rate], console: Console) -> None:
    """Print the table, what each scorer found, and the gate's answer."""
    table = Table(title=heading(results))
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column == "graph" else "right")
    for row in rows(results, gate):
        table.add_row(*row)
    console.print(table)
    scorers = Table(
        title="Scorers. An advisory judge is below the bar of calibration: it never gates"
    )
    for column in ("graph", "scorer", "n", "passed", "corrected", "by"):
        scorers.add_column(column)
    for rate in rates:
        by = f"{rate.by}, advisory" if rate.advisory else rate.by
        broken = f" ({rate.broken} broken)" if rate.broken else ""
        fixed = str(rate.corrected) if rate.corrected else ""
        scorers.add_row(rate.graph, rate.name, f"{rate.n}{broken}", str(rate.raw), fixed, by)
    console.print(scorers)
    for line in verdict(gate):
        console.print(line, highlight=False, soft_wrap=True)


def markdown(results: Results, gate: Gate) -> str:
    """Return the table and the gate's answer as Markdown."""
    lines = [f"### {heading(results)}", "", f"| {' | '.join(_COLUMNS)} |"]
    lines.append("| --- " + "| ---: " * (len(_COLUMNS) - 1) + "|")
    lines += [f"| {' | '.join(row)} |" for row in rows(results, gate)]
    return "\n".join([*lines, "", *verdict(gate), ""])


def heading(results: Results) -> str:
    """Return what was run, in a line."""
    skipped = len({case.id for case in results.cases if case.status == "skipped"})
    return (
        f"{'Quick' if results.quick else 'Full'} evals, {results.target}; "
        f"judge {results.judge}; {results.seconds / 60:.1f} min"
        + (f"; {results.reused} conversations kept" if results.reused else "")
        + (f"; {skipped} cases skipped" if skipped else "")
    )


def verdict(gate: Gate) -> list[str]:
    """Return what the gate says, in sentences."""
    lines = [
        f"FALL: {one.name} by {-one.change.points:.1f} points, p = {one.change.p:.3g}: "
        f"{one.change.fell} cases fell, {one.change.rose} rose."
        for one in gate.held
        if one.fell
    ]
    lines += [f"PROVES NOTHING: {problem}" for problem in gate.problems]
    lines = lines or ["No fall beyond chance."]
    if gate.new and gate.held:
        lines.append(
            f"{gate.new} cases are not in the baseline as they are: nothing holds them yet."
        )
    return lines


def _row(name: str, results: Results, held: dict[str, Held]) -> list[str]:
    cases = [case for case in results.counting if name in ("all", case.graph)]
    if not cases:
        return [name, "0", "none was scored", *[""] * 4]
    rate = case_rate(name, cases)
    row = [name, str(len({case.id for case in cases})), str(rate.raw)]
    one = held.get(name)
    if one is None:
        return [*row, "", "", "", ""]
    before = rate.raw.value - one.change.points / 100
    shown = f"{before:.2f}" if one.change.n == len({case.id for case in cases}) else "other cases"
    sees = (
        f"{one.smallest.points:.0f} points ({one.smallest.cases} cases)"
        if one.smallest.points <= 100
        else "none: too few cases"
    )
    return [*row, shown, f"{one.change.points:+.1f}", f"{one.change.p:.3f}", sees]

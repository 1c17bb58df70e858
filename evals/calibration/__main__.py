"""`make calibrate`, or `make calibrate DATA=file.jsonl`: is the judge worth believing?

Exits 0 when it is above the bar on every criterion in the file, 1 when it isn't, 2 when the file
can't be used. Without a file, the shipped labels are used and what is found is kept in judges.json.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from evals.calibration.ask import ask_about
from evals.calibration.known import remember, version_of
from evals.calibration.measured import Measured, measure
from evals.calibration.rows import SHIPPED, Pair, RowError, Single, read_rows, recorded
from evals.judges.panel import panel, panel_name
from evals.kept import FOLDER, Kept
from evals.statistics.interval import Interval
from parley.models import roles
from parley.models.errors import ModelError
from parley.settings import settings

_console = Console(width=110 if not sys.stdout.isatty() else None)


async def calibrate(path: Path, kept: Kept) -> int:
    """Hold the judge against the labels of a file, print what was found, return the exit code."""
    rows = read_rows(path)
    live = not recorded(rows[0])
    name = panel_name() if live else "as recorded"
    try:
        found = [
            (measured, measured.problems(settings().evals_min_kappa, _min_swap()))
            for measured in await _measured(rows, kept, live)
        ]
    finally:
        if live:
            await asyncio.to_thread(roles.stop)
    _console.print(_table([measured for measured, _ in found], f"Judge: {name}. Labels: {path}"))
    for measured, problems in found:
        verdict = "; ".join(problems) or "above the bar"
        _console.print(f"[bold]{measured.criterion}[/]: {verdict}", highlight=False)
    if live and path == SHIPPED:
        remember(name, [(m, not p, version_of(m.criterion, rows)) for m, p in found])
    below = [measured.criterion for measured, problems in found if problems]
    print(f"Below the bar, so advisory: {', '.join(below)}." if below else "Above the bar.")
    return 1 if below else 0


async def _measured(rows: Sequence[Pair | Single], kept: Kept, live: bool) -> list[Measured]:
    measured = []
    with Progress(console=Console(stderr=True), disable=not live) as progress:
        bar = progress.add_task("Judging", total=len(rows))
        for criterion in dict.fromkeys(row.criterion for row in rows):
            of_it = [row for row in rows if row.criterion == criterion]
            judged = await ask_about(
                of_it, panel() if live else (), kept, lambda: progress.advance(bar)
            )
            measured.append(measure(criterion, judged))
    return measured


def _table(found: Sequence[Measured], title: str) -> Table:
    table = Table(
        title=title, caption="Intervals are 95 %. longer: points that length is preferred by"
    )
    for column in (
        "criterion",
        "n",
        "agreement",
        "kappa",
        "sens.",
        "spec.",
        "swap",
        "first",
        "longer",
    ):
        table.add_column(column, justify="left" if column == "criterion" else "right")
    for one in found:
        table.add_row(
            one.criterion,
            f"{one.n}" + (f" ({one.failed} failed)" if one.failed else ""),
            str(one.agreement),
            str(one.kappa),
            f"{one.errors.sensitivity:.2f}",
            f"{one.errors.specificity:.2f}",
            _shown(one.swap_agreement),
            _shown(one.first),
            f"{one.longer:+.0f}",
        )
    return table


def _shown(interval: Interval | None) -> str:
    return "-" if interval is None else str(interval)


def _min_swap() -> float:
    return settings().evals_min_swap_agreement


def main(arguments: Sequence[str]) -> int:
    """Run it, and say in one sentence what can't be used."""
    os.environ["LANGSMITH_TRACING"] = "false"
    path = Path(arguments[0]) if arguments and arguments[0] else SHIPPED
    try:
        return asyncio.run(calibrate(path, Kept(FOLDER)))
    except (RowError, ModelError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

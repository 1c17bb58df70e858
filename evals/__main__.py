"""`make evals`: scores the graphs and exits 0 when nothing fell, 1 when something did, 2 otherwise.

Options come from the Makefile: QUICK=1 is the gate's selection, GRAPH=chat one graph, REPEATS=3
each case three times, BASELINE=1 makes this run the baseline, FRESH=1 asks everything again,
LANGSMITH=1 makes a dataset and an experiment there.
"""

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
from langsmith import Client
from rich.console import Console

from evals.baseline import BASELINE, read_baseline, write_baseline
from evals.calibration.known import known
from evals.calibration.rows import SHIPPED, RowError, read_rows
from evals.cases import CaseError, read_cases
from evals.experiment import UploadError, upload
from evals.gate import hold
from evals.judges.panel import panel_name
from evals.kept import FOLDER, Kept
from evals.progress import Bar, estimate
from evals.reporting.write import write_report
from evals.run import Plan, run
from evals.targets.in_process import InProcess
from evals.targets.reply import Target
from evals.targets.served import Served
from parley.models.choice import choose
from parley.models.errors import ModelError
from parley.settings import settings
from parley.settings.error import SettingsError

REPORT = Path(__file__).parent / "report"
# A gate must not wait for a slow judge: code decides most of it.
QUICK_VERDICTS = 20
_VARYING_REPEATS = 3


async def evals(options: argparse.Namespace, kept: Kept, report: Path, baseline_at: Path) -> int:
    """Run, print, write the report, and return the exit code."""
    cases = read_cases(graphs=tuple(options.graph), quick=options.quick)
    if options.quick and (verdicts := sum(case.judged for case in cases)) > QUICK_VERDICTS:
        raise CaseError(f"The quick cases take {verdicts} verdicts, more than {QUICK_VERDICTS}.")
    console, log = Console(width=_width()), Console(stderr=True)
    target = await _target()
    repeats = options.repeats or _repeats()
    baseline = read_baseline(target.name, baseline_at)
    log.print(estimate(cases, repeats, baseline), highlight=False)
    worth = known(panel_name(), read_rows(SHIPPED))
    above = {criterion for criterion, one in worth.items() if one.above_bar}
    plan = Plan(cases, target, repeats, options.quick, kept, above)
    try:
        with Bar(len(cases), repeats, log) as bar:
            results = await run(plan, bar)
    finally:
        await target.close()
    if options.baseline:
        write_baseline(results, baseline_at)
        baseline = read_baseline(target.name, baseline_at)
    gate = hold(results, baseline)
    write_report(results, gate, worth, baseline, report, console)
    if options.langsmith:
        name = await upload(results, cases, Client())
        console.print(f"LangSmith experiment: {name}", highlight=False)
    return gate.exit_code


async def _target() -> Target:
    url = settings().evals_url
    if url is None:
        return InProcess()
    try:
        return await Served.reach(url, settings().evals_api_keys)
    except httpx.HTTPError as error:
        raise CaseError(
            f"The server at {url} can't be asked for its graphs ({error}): "
            "check EVALS_URL and EVALS_API_KEYS."
        ) from error


def _repeats() -> int:
    """Once where the same question gives the same answer, else three times."""
    if settings().evals_url:
        return _VARYING_REPEATS
    return 1 if choose(settings()).kind in ("embedded", "compatible") else _VARYING_REPEATS


def _width() -> int | None:
    return None if sys.stdout.isatty() else 120


def main(arguments: Sequence[str]) -> int:
    """Run the evals, and say in one sentence what keeps them from running."""
    options = _options(arguments)
    # The graphs' own traces are not part of an experiment.
    os.environ["LANGSMITH_TRACING"] = "false"
    if options.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        return asyncio.run(evals(options, Kept(FOLDER), REPORT, BASELINE))
    except (CaseError, RowError, ModelError, UploadError, SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted: the same command goes on from here.", file=sys.stderr)
        return 130


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make evals", description=__doc__)
    parser.add_argument("graph", nargs="*", help="only these graphs")
    parser.add_argument("--quick", action="store_true", help="the gate's selection")
    parser.add_argument("--repeats", type=int, default=0, help="how often each case is run")
    parser.add_argument("--baseline", action="store_true", help="make this run the baseline")
    parser.add_argument("--fresh", action="store_true", help="ask everything again")
    parser.add_argument("--langsmith", action="store_true", help="upload as an experiment")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

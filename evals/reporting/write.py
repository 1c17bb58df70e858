"""Prints what a run found, and writes it as page, JSON, JUnit and Markdown."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from evals.baseline import Baseline
from evals.calibration.known import Known
from evals.gate import Gate
from evals.reporting.junit import junit
from evals.reporting.page import page
from evals.reporting.rates import scorer_rates
from evals.reporting.table import markdown, show
from evals.result import Results


def write_report(
    results: Results,
    gate: Gate,
    known: Mapping[str, Known],
    baseline: Baseline | None,
    folder: Path,
    console: Console,
) -> None:
    """Write index.html, results.json, junit.xml and table.md, and print the table.

    Raises:
        OSError: the folder can't be written.
    """
    rates = scorer_rates(results, known)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "index.html": page(results, gate, rates, baseline),
        "results.json": results.model_dump_json(indent=1),
        "junit.xml": junit(results),
        "table.md": markdown(results, gate),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    show(results, gate, rates, console)
    console.print(f"Report: {folder / 'index.html'}", soft_wrap=True, highlight=False)

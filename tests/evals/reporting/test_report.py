"""What is made of a run: table, page, JUnit, JSON."""

import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from evals.baseline import read_baseline, write_baseline
from evals.calibration.known import Known
from evals.gate import hold
from evals.reporting.rates import scorer_rates
from evals.reporting.write import write_report
from evals.result import Results, Score
from evals.statistics.corrected import Errors
from tests.evals.runs import case, run_with

KNOWN = {"correctness": Known(True, 0.5, Errors(45, 50, 40, 50), "1")}


@pytest.fixture
def results() -> Results:
    run = run_with({"advisor": 9})
    judged = Score(scorer="judge.correctness", turn=1, passed=True, by="scripted")
    cases = [c.model_copy(update={"scores": (*c.scores, judged)}) for c in run.cases]
    return run.model_copy(
        update={"cases": (*cases, case("chat-new", "chat", True, skipped="the graph has no x"))}
    )


@pytest.fixture
def report(results: Results, tmp_path: Path) -> tuple[Path, str]:
    """The folder and the printed table of a run that fell."""
    write_baseline(run_with(), tmp_path / "b.json")
    baseline = read_baseline(results.target, tmp_path / "b.json")
    printed = StringIO()
    gate = hold(results, baseline)
    folder = tmp_path / "report"
    write_report(results, gate, KNOWN, baseline, folder, Console(file=printed, width=160))
    return folder, printed.getvalue()


def test_the_table_says_what_fell_and_what_could_be_seen(report: tuple[Path, str]) -> None:
    _, printed = report
    assert "FALL: advisor by 34.6 points" in printed
    assert "1 cases skipped" in printed
    assert "points (" in printed
    assert "sees a fall of" in printed


def test_the_page_has_every_failure_with_its_conversation(report: tuple[Path, str]) -> None:
    page = (report[0] / "index.html").read_text()
    assert page.count("<details>") == 9
    assert "advisor-8" in page
    assert "&lt;i&gt;no&lt;/i&gt;" in page, "what a model says is text"
    assert "<i>no</i>" not in page
    assert "<svg" in page
    assert "http" not in page.replace("http-equiv", ""), "it loads nothing"
    assert "the graph has no x" in page


def test_junit_counts_what_failed(report: tuple[Path, str]) -> None:
    root = ElementTree.parse(report[0] / "junit.xml").getroot()
    suites = {suite.get("name"): suite for suite in root}
    assert suites["advisor"].get("failures") == "9"
    assert suites["chat"].get("skipped") == "1"
    assert len(root.findall(".//failure")) == 9


def test_json_is_the_whole_run(report: tuple[Path, str], results: Results) -> None:
    again = Results.model_validate(json.loads((report[0] / "results.json").read_text()))
    assert again == results


def test_the_pull_requests_table_is_markdown(report: tuple[Path, str]) -> None:
    lines = (report[0] / "table.md").read_text().splitlines()
    assert lines[2].count("|") == lines[3].count("|") == lines[4].count("|")
    assert lines[4].startswith("| all |")


def test_a_judges_rate_is_corrected_above_the_bar_only(results: Results) -> None:
    [counted] = [r for r in scorer_rates(results, KNOWN) if r.graph == "team" and r.by != "code"]
    assert counted.corrected is not None
    below = {"correctness": Known(False, 0.1, Errors(45, 50, 40, 50), "1")}
    assert all(rate.corrected is None for rate in scorer_rates(results, below))

"""`make evals` from end to end on the advisor: its exit codes, its report, its baseline."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as command
from evals.cases import read_cases
from parley.settings import PROJECT, settings
from tests.provider import Provider, Reply

SERVED = json.loads((PROJECT / "langgraph.json").read_text())["graphs"]
pytestmark = pytest.mark.skipif("advisor" not in SERVED, reason="these cases ask the advisor")

# What a model that knows all answers would say of each use case.
NEEDS: dict[str, list[str]] = {}
for case in read_cases(graphs=("advisor",), quick=True):
    for turn in case.turns:
        for check in turn.checks:
            if check.scorer == "equals":
                named = [key.removeprefix("needs.") for key in check.given if "." in key]
                graph = check.given["framework"] == "LangGraph"
                NEEDS[turn.say or ""] = named or (["loops"] if graph else [])


def knowing(request: Any) -> Reply:
    return Reply(json={"needs": NEEDS[request["messages"][-1]["content"]]})


@pytest.fixture
def evals(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """The command, with its files in a folder of the test's own."""
    monkeypatch.setattr(command, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(command, "REPORT", tmp_path / "report")
    monkeypatch.setattr(command, "BASELINE", tmp_path / "baseline.json")
    monkeypatch.setenv("LANGSMITH_TRACING", "false")
    provider.answer = knowing
    return lambda *options: command.main(["advisor", "--quick", *options])


def test_a_tie_passes_and_a_fall_does_not(
    evals: Callable[..., int], provider: Provider, tmp_path: Path
) -> None:
    assert evals("--baseline") == 0
    asked = len(provider.requests)
    assert asked >= 24
    assert evals() == 0
    assert len(provider.requests) == asked, "a second run makes no model call"

    provider.answer = lambda _: Reply(json={"needs": ["loops"]})
    assert evals("--fresh") == 1
    assert len(provider.requests) > asked
    results = json.loads((tmp_path / "report/results.json").read_text())
    assert {case["graph"] for case in results["cases"]} == {"advisor"}
    for name in ("index.html", "junit.xml", "table.md"):
        assert (tmp_path / "report" / name).stat().st_size > 500


def test_without_a_baseline_nothing_is_proven(
    evals: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert evals() == 2
    assert "BASELINE=1" in capsys.readouterr().out.replace("\n", " ")


def test_a_dead_model_is_a_failure_and_no_pass(
    evals: Callable[..., int], provider: Provider
) -> None:
    assert evals("--baseline") == 0
    provider.answer = lambda _: Reply(status=401)
    assert evals("--fresh") == 1


def test_an_unknown_graph_is_one_sentence(
    provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["nothing"]) == 2
    assert "No cases" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_one_sentence(
    evals: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings(), "evals_url", "http://127.0.0.1:9")
    assert evals() == 2
    assert "EVALS_URL" in capsys.readouterr().err

"""A significant fall fails the gate, noise does not, and nothing passes vacuously."""

from pathlib import Path

import numpy as np
import pytest

from evals.baseline import Baseline, read_baseline, write_baseline
from evals.gate import hold
from evals.result import Results
from tests.evals.runs import GRAPHS, case, run_with


def kept(results: Results, folder: Path) -> Baseline:
    write_baseline(results, folder / "baseline.json")
    found = read_baseline(results.target, folder / "baseline.json")
    assert found is not None
    return found


def planted(points: float) -> dict[str, int]:
    return {graph: round(size * points / 100) for graph, size in GRAPHS.items()}


def test_a_planted_fall_of_30_points_fails_the_gate(tmp_path: Path) -> None:
    gate = hold(run_with(planted(30)), kept(run_with(), tmp_path))
    assert gate.exit_code == 1
    assert gate.held[0].fell
    assert gate.held[0].change.points == pytest.approx(-30, abs=2)


def test_a_fall_of_30_points_in_one_graph_fails_the_gate(tmp_path: Path) -> None:
    gate = hold(run_with({"advisor": 8}), kept(run_with(), tmp_path))
    assert gate.exit_code == 1
    assert [held.name for held in gate.held if held.fell] == ["all", "advisor"]


def test_a_planted_tie_passes_the_gate(tmp_path: Path) -> None:
    baseline = kept(run_with(planted(20)), tmp_path)
    gate = hold(run_with(planted(20)), baseline)
    assert gate.exit_code == 0
    assert not any(held.fell for held in gate.held)


def test_as_many_falls_as_rises_pass_the_gate(tmp_path: Path) -> None:
    before = run_with({"advisor": 6})
    now = run_with({"advisor": 12})
    swapped = now.model_copy(
        update={
            "cases": tuple(
                case(c.id, c.graph, True) if c.id in {f"advisor-{n}" for n in range(6)} else c
                for c in now.cases
            )
        }
    )
    gate = hold(swapped, kept(before, tmp_path))
    assert (gate.held[0].change.fell, gate.held[0].change.rose) == (6, 6)
    assert gate.exit_code == 0


def test_noise_fails_the_gate_in_one_of_ten_runs_at_most(tmp_path: Path) -> None:
    random = np.random.default_rng(3)

    def noisy() -> Results:
        cases = [
            case(f"{graph}-{n}", graph, bool(random.random() < 0.8))
            for graph, size in GRAPHS.items()
            for n in range(size)
        ]
        return run_with().model_copy(update={"cases": tuple(cases)})

    refused = [hold(noisy(), kept(noisy(), tmp_path)).exit_code == 1 for _ in range(200)]
    assert np.mean(refused) <= 0.1


def test_a_rise_passes_the_gate(tmp_path: Path) -> None:
    assert hold(run_with(), kept(run_with(planted(40)), tmp_path)).exit_code == 0


def test_zero_results_are_an_error(tmp_path: Path) -> None:
    nothing = run_with().model_copy(update={"cases": ()})
    assert hold(nothing, kept(run_with(), tmp_path)).exit_code == 2


def test_a_graph_of_which_nothing_was_scored_is_an_error(tmp_path: Path) -> None:
    run = run_with()
    cases = tuple(
        case(c.id, c.graph, True, skipped="the graph has no x") if c.graph == "team" else c
        for c in run.cases
    )
    gate = hold(run.model_copy(update={"cases": cases}), kept(run, tmp_path))
    assert gate.exit_code == 2
    assert "team" in " ".join(gate.problems)


def test_a_case_that_only_an_advisory_judge_scored_has_not_passed(tmp_path: Path) -> None:
    one = case("chat-x", "chat", True, advisory=True)
    assert one.status == "advisory"
    run = run_with().model_copy(update={"cases": (one,)})
    assert hold(run, None).exit_code == 2


def test_no_baseline_is_an_error() -> None:
    gate = hold(run_with(), None)
    assert gate.exit_code == 2
    assert "BASELINE=1" in gate.problems[0]


def test_another_models_baseline_is_none(tmp_path: Path) -> None:
    write_baseline(run_with(), tmp_path / "b.json")
    assert read_baseline("in-process, model other", tmp_path / "b.json") is None


def test_cases_that_crash_out_of_a_run_are_an_error(tmp_path: Path) -> None:
    fewer = run_with(sizes={**GRAPHS, "chat": 9})
    gate = hold(fewer, kept(run_with(), tmp_path))
    assert gate.exit_code == 2
    assert "chat-14" in " ".join(gate.problems)


def test_one_graph_alone_can_be_held(tmp_path: Path) -> None:
    alone = run_with(sizes={"chat": 15})
    assert hold(alone, kept(run_with(), tmp_path)).exit_code == 0


def test_reworded_cases_are_not_compared(tmp_path: Path) -> None:
    baseline = kept(run_with(), tmp_path)
    run = run_with({"advisor": 26})
    cases = tuple(c.model_copy(update={"version": "2"}) for c in run.cases)
    gate = hold(run.model_copy(update={"cases": cases}), baseline)
    assert gate.exit_code == 2
    assert "Only 0 of" in gate.problems[0]


def test_a_full_run_is_held_against_the_cases_that_have_a_baseline(tmp_path: Path) -> None:
    baseline = kept(run_with(), tmp_path)
    full = run_with({"advisor": 8}, sizes={graph: 3 * n for graph, n in GRAPHS.items()})
    gate = hold(full.model_copy(update={"quick": False}), baseline)
    assert gate.exit_code == 1
    assert gate.held[0].change.n == sum(GRAPHS.values())
    assert gate.new == 2 * sum(GRAPHS.values()), "and it says how many nothing holds"


def test_a_quick_baseline_leaves_the_full_ones_other_cases(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    full = run_with(sizes={"advisor": 30})
    cases = [c.model_copy(update={"quick": n < 10}) for n, c in enumerate(full.cases)]
    write_baseline(full.model_copy(update={"quick": False, "cases": tuple(cases)}), path)
    write_baseline(full.model_copy(update={"cases": tuple(cases[1:10])}), path)
    found = read_baseline(full.target, path)
    assert found is not None
    assert len(found.cases) == 29, "the quick case that is gone is gone"
    gate = hold(full.model_copy(update={"cases": tuple(cases[1:10])}), found)
    assert gate.exit_code == 0, "a quick run needs not the others"

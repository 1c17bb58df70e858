"""The shipped datasets: enough of each, and nothing that would pass by itself."""

import json
from pathlib import Path

import pytest

from evals.__main__ import QUICK_VERDICTS
from evals.cases import DATASETS, Case, CaseError, read_cases
from evals.judges.polarity import PROMPTS
from evals.scorers.registry import SCORERS, score
from evals.targets.reply import Reply
from parley.settings import PROJECT

CASES = read_cases()
SERVED = json.loads((PROJECT / "langgraph.json").read_text())["graphs"]


def of(graph: str, *, quick: bool = False) -> list[Case]:
    return [case for case in CASES if case.graph == graph and (case.quick or not quick)]


@pytest.mark.parametrize(
    ("graph", "quick"), [("advisor", 24), ("approval", 16), ("chat", 12), ("team", 4)]
)
def test_there_are_enough_cases(graph: str, quick: int) -> None:
    assert len(of(graph)) >= 40
    # What today's graph may not have yet doesn't count.
    assert len([case for case in of(graph, quick=True) if not case.needs]) >= quick


def test_the_gate_asks_judges_little() -> None:
    assert 0 < sum(case.judged for case in CASES if case.quick) <= QUICK_VERDICTS


def test_every_check_names_a_scorer() -> None:
    for case in CASES:
        for check in [*case.checks, *(c for turn in case.turns for c in turn.checks)]:
            if check.judged:
                assert check.criterion in PROMPTS, case.id
            else:
                assert check.scorer in SCORERS, case.id


def test_no_case_is_passed_by_a_graph_that_says_nothing() -> None:
    for case in CASES:
        checks = [*case.checks, *(c for turn in case.turns for c in turn.checks)]
        code = [check for check in checks if not check.judged]
        assert not code or not all(score(check, Reply())[0].passed for check in code), case.id


def test_no_case_is_passed_by_a_graph_that_always_says_the_same() -> None:
    reply = Reply(text="I am happy to help with that.", seconds=1, tokens=10)
    for case in CASES:
        checks = [*case.checks, *(c for turn in case.turns for c in turn.checks)]
        if any(check.judged for check in checks):
            continue
        passed = all(score(check, reply)[0].passed for check in checks)
        honest = {
            "users apart",
            "apart",
            "injection",
            "long-term",
            "forget",
            "toxicity",
            "strategy",
        }
        assert not passed or case.category in honest, case.id


def test_several_turns_are_part_of_chat_and_approval() -> None:
    for graph in ("chat", "approval"):
        assert sum(len(case.turns) > 1 for case in of(graph)) >= 10


def test_no_advice_is_in_the_prompt_of_the_advisor() -> None:
    if "advisor" not in SERVED:
        pytest.skip("this house has no advisor")
    prompt = (PROJECT / "graphs/advisor/prompts.py").read_text().casefold()
    for case in of("advisor"):
        said = (case.turns[0].say or "").casefold()
        assert not said or said not in prompt, case.id


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "x", "category": "y", "turns": [{"say": "hi"}]}', "checks nothing"),
        ('{"id": "x", "category": "y", "turns": []}', "no case"),
        ("nonsense", "no case"),
    ],
)
def test_a_case_that_can_not_fail_is_refused(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "chat.jsonl").write_text(line)
    with pytest.raises(CaseError, match=said):
        read_cases(tmp_path)


def test_no_cases_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="No cases"):
        read_cases(tmp_path)
    with pytest.raises(CaseError, match="No cases"):
        read_cases(DATASETS, graphs=("none",))


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    line = '{"id": "x", "category": "y", "turns": [{"say": "hi", "checks": [{"answers": true}]}]}'
    (tmp_path / "chat.jsonl").write_text(f"{line}\n{line}\n")
    with pytest.raises(CaseError, match="called x"):
        read_cases(tmp_path)

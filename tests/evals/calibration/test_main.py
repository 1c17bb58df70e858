"""`make calibrate DATA=file.jsonl`: its exit code and what it asks."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.calibration.__main__ import main
from tests.provider import Provider, Reply


def pairs(folder: Path, n: int, verdict: Any, swapped: Any) -> str:
    rows = []
    for number in range(n):
        label = "ab"[number % 2]
        rows.append(
            {
                "id": str(number),
                "input": "q",
                "a": "x" * (1 + number % 3),
                "b": "yy",
                "label": label,
                "verdict": verdict(number, label),
                "verdict_swapped": swapped(number, label),
            }
        )
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return str(path)


def test_a_recorded_good_judge_exits_0_and_no_model_is_called(
    tmp_path: Path, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    def mostly(number: int, label: str) -> str:
        return label if number % 10 else "ba"["ab".index(label)]

    assert main([pairs(tmp_path, 60, mostly, mostly)]) == 0
    assert provider.requests == []
    shown = capsys.readouterr().out
    for word in ("agreement", "kappa", "sens.", "spec.", "swap", "first", "longer"):
        assert word in shown


def test_a_recorded_first_position_exits_1(tmp_path: Path) -> None:
    assert main([pairs(tmp_path, 60, lambda *_: "a", lambda *_: "b")]) == 1


def test_a_recorded_unstable_judge_exits_1(tmp_path: Path) -> None:
    assert main([pairs(tmp_path, 60, lambda _, label: label, lambda *_: "a")]) == 1


def test_a_wrong_file_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "can't be read" in capsys.readouterr().err


def test_labels_that_are_all_the_same_exit_2(tmp_path: Path) -> None:
    row = {"id": "1", "input": "q", "output": "x", "label": True, "verdict": True}
    path = tmp_path / "same.jsonl"
    path.write_text("\n".join(json.dumps({**row, "id": str(n)}) for n in range(20)))
    assert main([str(path)]) == 2


def test_a_model_is_asked_in_both_orders(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.calibration.__main__.FOLDER", tmp_path / "kept")
    asked: list[str] = []

    def prefers_yes(request: dict[str, Any]) -> Reply:
        item = request["messages"][-1]["content"]
        asked.append(item)
        better = "first" if "<first>\nyes" in item else "second"
        return Reply(json={"better": better, "reasoning": ""})

    provider.answer = prefers_yes
    rows = []
    for n in range(40):
        good, bad = ("a", "b") if n % 2 else ("b", "a")
        rows.append({"id": str(n), "input": "q", good: "yes", bad: f"no {n}", "label": good})
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert main([str(path)]) == 0
    assert len(asked) == 80
    assert main([str(path)]) == 0, "the second time nothing is asked"
    assert len(asked) == 80

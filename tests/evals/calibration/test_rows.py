"""Labels that can be used, and what is said of those that can't."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.calibration.rows import SHIPPED, Pair, RowError, Single, read_rows

PAIR = {"id": "1", "input": "q", "a": "x", "b": "y", "label": "a"}
SINGLE = {"id": "2", "input": "q", "output": "x", "reference": "y", "label": True}


def file(folder: Path, *rows: Any) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def test_both_forms_are_read(tmp_path: Path) -> None:
    pair, single = read_rows(file(tmp_path, PAIR, "", SINGLE))
    assert isinstance(pair, Pair)
    assert isinstance(single, Single)
    assert (pair.criterion, single.criterion) == ("preference", "correctness")


def test_the_shipped_labels_are_many_and_a_third_is_adversarial() -> None:
    rows = read_rows(SHIPPED)
    assert len(rows) >= 150
    assert sum(row.adversarial for row in rows) >= len(rows) / 3
    for criterion in {row.criterion for row in rows}:
        yes = [row.label in (True, "a") for row in rows if row.criterion == criterion]
        assert 0.3 < sum(yes) / len(yes) < 0.7


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no rows"),
        (["nonsense"], "line 1.*no JSON"),
        ([PAIR, "[1]"], "line 2"),
        ([{**PAIR, "label": "c"}], "line 1.*label"),
        ([{**SINGLE, "label": "yes"}], "line 1.*label"),
        ([{**PAIR, "verdict": 1}], "verdict"),
        ([PAIR, PAIR], "same id"),
        ([{**PAIR, "verdict": "a"}, SINGLE], "some rows only"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(tmp_path: Path, rows: list[Any], said: str) -> None:
    with pytest.raises(RowError, match=said):
        read_rows(file(tmp_path, *rows))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="can't be read"):
        read_rows(tmp_path / "none.jsonl")

"""The table in evals.md shows the committed baseline, and nothing else."""

from pathlib import Path

from tests.docs.markdown import ROOT
from tests.docs.renew import notices, renew

PAGE = ROOT / "docs" / "evals.md"


def test_it_is_up_to_date() -> None:
    renewed = renew("evals_table", "--check")
    assert renewed.returncode == 0, renewed.stdout + renewed.stderr


def test_a_typed_score_is_noticed_and_renewed(tmp_path: Path) -> None:
    now = PAGE.read_text(encoding="utf-8")
    notices("evals_table", tmp_path / "evals.md", now, now.replace("| `chat` |", "| `chat` | 9"))

"""The table in figures.md shows what was measured, and nothing else."""

from pathlib import Path

from tests.docs.markdown import ROOT
from tests.docs.renew import notices, renew

PAGE = ROOT / "docs" / "figures.md"


def test_it_is_up_to_date() -> None:
    renewed = renew("figures_table", "--check")
    assert renewed.returncode == 0, renewed.stdout + renewed.stderr


def test_a_typed_figure_is_noticed_and_renewed(tmp_path: Path) -> None:
    now = PAGE.read_text(encoding="utf-8")
    old = now.replace("| `server_ready_ratio` |", "| `server_ready_ratio` | 0.5 times |")
    notices("figures_table", tmp_path / "figures.md", now, old)

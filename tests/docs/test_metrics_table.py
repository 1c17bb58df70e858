"""The table of metrics in operations.md tells the metrics as they are."""

from pathlib import Path

from tests.docs.markdown import ROOT
from tests.docs.renew import notices, renew

PAGE = ROOT / "docs" / "operations.md"


def test_it_is_up_to_date() -> None:
    renewed = renew("metrics_table", "--check")
    assert renewed.returncode == 0, renewed.stdout + renewed.stderr


def test_a_stale_one_is_noticed_and_renewed(tmp_path: Path) -> None:
    now = PAGE.read_text(encoding="utf-8")
    old = now.replace("| `parley_run_seconds` |", "| `parley_old` |")
    notices("metrics_table", tmp_path / "operations.md", now, old)

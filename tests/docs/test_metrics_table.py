"""The table of metrics in operations.md tells the metrics as they are."""

import subprocess
import sys
from pathlib import Path

from tests.docs.markdown import ROOT

PAGE = ROOT / "docs" / "operations.md"


def _renew(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "docs/metrics_table.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_is_up_to_date() -> None:
    renewed = _renew("--check")
    assert renewed.returncode == 0, renewed.stdout + renewed.stderr


def test_a_stale_one_is_noticed_and_renewed(tmp_path: Path) -> None:
    page = tmp_path / "operations.md"
    now = PAGE.read_text(encoding="utf-8")
    page.write_text(now.replace("| `parley_run_seconds` |", "| `parley_old` |"), encoding="utf-8")
    assert _renew("--check", "--file", page).returncode == 1
    assert _renew("--file", page).returncode == 0
    assert page.read_text(encoding="utf-8") == now

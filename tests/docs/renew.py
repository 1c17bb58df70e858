"""Runs what renews a page, as `make docs` does."""

import subprocess
import sys
from pathlib import Path

from tests.docs.markdown import ROOT


def renew(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script of docs/ and return how it ended."""
    command = [sys.executable, f"docs/{script}.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def notices(script: str, page: Path, now: str, old: str) -> None:
    """Assert that the script notices an old page, and makes it what it is now."""
    assert old != now
    page.write_text(old, encoding="utf-8")
    stale = renew(script, "--check", "--file", page)
    assert stale.returncode == 1
    assert "make docs" in stale.stdout
    assert renew(script, "--file", page).returncode == 0
    assert page.read_text(encoding="utf-8") == now

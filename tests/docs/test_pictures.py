"""The README's pictures are drawn from the graphs as they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT


def _draw(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "docs/draw.py", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_they_are_up_to_date() -> None:
    drawn = _draw("--check")
    assert drawn.returncode == 0, drawn.stdout + drawn.stderr


def test_a_stale_one_is_noticed_and_redrawn(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    now = (ROOT / "README.md").read_text(encoding="utf-8")
    old = now
    for name in json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))["graphs"]:
        old = old.replace(f"<!-- graph: {name} -->", f"<!-- graph: {name} -->\nan old picture")
    if old == now:
        pytest.skip("the README has no picture of a graph that is served")
    readme.write_text(old, encoding="utf-8")
    stale = _draw("--check", "--file", str(readme))
    assert stale.returncode == 1
    assert "make docs" in stale.stdout
    assert _draw("--file", str(readme)).returncode == 0
    assert readme.read_text(encoding="utf-8") == now

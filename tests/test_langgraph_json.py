"""langgraph.json as the vendor's own tool reads it."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

from tests.server.dev_server import PROJECT


def langgraph(*arguments: str | Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "langgraph_cli", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return ran.stdout + ran.stderr


def test_it_is_valid_with_no_warning() -> None:
    said = langgraph("validate")
    assert "is valid" in said
    assert "warning" not in said.lower()


def test_every_setting_of_its_dockerfile_can_be_read(tmp_path: Path) -> None:
    langgraph("dockerfile", tmp_path / "Dockerfile")
    lines = (tmp_path / "Dockerfile").read_text().splitlines()
    settings = [line.removeprefix("ENV ") for line in lines if line.startswith("ENV ")]
    for setting in settings:
        # As Docker reads a quoted value: a stray quote would end it early.
        [assignment] = shlex.split(setting)
        name, value = assignment.split("=", 1)
        assert name.startswith("LANG") or name == "BG_JOB_TIMEOUT_SECS"
        json.loads(value)
    assert len(settings) >= 4

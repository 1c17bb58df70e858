"""The Python layer of the image, installed as its Dockerfile says, in a clean environment."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.dev_server import PROJECT
from tests.test_langgraph_json import langgraph

# What the server does with the paths in the image's settings.
LOAD = """
import importlib.util, json, os, sys
paths = [graph["path"] for graph in json.loads(os.environ["LANGSERVE_GRAPHS"]).values()]
for name in ("LANGGRAPH_CHECKPOINTER", "LANGGRAPH_STORE"):
    paths.append(json.loads(os.environ[name])["path"])
paths.append(json.loads(os.environ["LANGGRAPH_HTTP"])["app"])
for path in paths:
    file, name = path.split(":")
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(type(getattr(module, name)).__name__)
"""


@pytest.mark.index
@pytest.mark.timeout(600)
def test_its_python_layer_installs_and_everything_loads(tmp_path: Path) -> None:
    uv = next(path for path in (shutil.which("uv"), PROJECT / ".uv/bin/uv") if works(path))
    deps = tmp_path / "deps" / "main"
    deps.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=PROJECT, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", deps], input=archive.stdout, check=True)
    langgraph("dockerfile", tmp_path / "Dockerfile")
    dockerfile = (tmp_path / "Dockerfile").read_text()
    [install] = re.findall(r"uv pip install --system --no-cache-dir -c \S+ (-e \.)", dockerfile)

    subprocess.run([uv, "venv", "--python", sys.executable, tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    command = [uv, "pip", "install", "--python", python, *install.split()]
    subprocess.run(command, cwd=deps, check=True)

    lines = [shlex.split(line)[1] for line in dockerfile.splitlines() if line.startswith("ENV ")]
    # The image holds the project under the name of its folder.
    here = [line.replace(f"/deps/{PROJECT.name}", str(deps)) for line in lines]
    settings = dict(line.split("=", 1) for line in here)

    def load(**variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**clean(), **settings, **variables}
        return subprocess.run(
            [python, "-c", LOAD], cwd=deps, env=environment, capture_output=True, text=True
        )

    # An image is there to be reached, so nobody comes in unasked.
    refused = load()
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("Parley refuses to serve")
    loaded = load(PARLEY_ALLOW_OPEN="1")
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.split().count("Guarded") == 4
    assert "App" in loaded.stdout.split()


def works(uv: str | Path | None) -> bool:
    return bool(uv) and subprocess.run([str(uv), "--version"], capture_output=True).returncode == 0


def clean() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

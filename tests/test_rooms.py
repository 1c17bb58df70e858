"""Who wants one graph deletes the other rooms and their lines, and everything still passes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.conversation import SERVED
from tests.server.dev_server import PROJECT

pytestmark = pytest.mark.slow

UNWANTED = shutil.ignore_patterns(
    ".git", ".uv", ".venv", ".env", ".parley", ".*_cache", ".langgraph_api", "node_modules"
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The project with only one room, its first."""
    kept, *others = SERVED
    house = tmp_path / "house"
    shutil.copytree(PROJECT, house, ignore=UNWANTED)
    for name in others:
        shutil.rmtree(house / "graphs" / name)
    config = json.loads((house / "langgraph.json").read_text())
    config["graphs"] = {kept: config["graphs"][kept]}
    (house / "langgraph.json").write_text(json.dumps(config))
    return house


def run(house: Path, *command: str) -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        cwd=house,
        env={"PYTHONPATH": str(house), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_test_is_still_found(house: Path) -> None:
    run(house, "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")


def test_the_tests_of_the_room_and_of_the_documents_still_pass(house: Path) -> None:
    run(house, "pytest", "-q", "-p", "no:cacheprovider", "tests/graphs", "tests/docs")


def test_imports_still_point_one_way(house: Path) -> None:
    run(house, "lint-imports", "--no-cache")

"""What holds for every example without running it. tests/server runs the Python ones."""

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PYTHON = sorted(EXAMPLES.glob("python/*.py"))
SCRIPTS = [*PYTHON, EXAMPLES / "javascript" / "chat.mjs", EXAMPLES / "curl.sh"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_it_is_short_and_takes_the_servers_url(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 40
    assert "PARLEY_URL" in text
    assert "http://127.0.0.1:2024" in text


@pytest.mark.parametrize("script", PYTHON, ids=lambda script: script.name)
def test_it_compiles(script: Path) -> None:
    compile(script.read_text(encoding="utf-8"), script.name, "exec")


def test_the_javascript_client_is_pinned_and_no_registry_is_named() -> None:
    folder = EXAMPLES / "javascript"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    locked = (folder / "package-lock.json").read_text(encoding="utf-8")
    version = package["dependencies"]["@langchain/langgraph-sdk"]
    installed = json.loads(locked)["packages"]["node_modules/@langchain/langgraph-sdk"]
    assert installed["version"] == version
    assert "://" not in locked

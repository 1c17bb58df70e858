"""The pytest form: offline without a LangSmith key, uploaded with one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parley.settings import PROJECT
from tests.experiments import Experiments
from tests.provider import Provider, Reply

SERVED = json.loads((PROJECT / "langgraph.json").read_text())["graphs"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("advisor" not in SERVED, reason="these cases ask the advisor"),
]

# One that passes and one that fails, with a model that always finds a loop.
CASES = "advisor-self-critique-1 or advisor-translation-1"


def ran(folder: Path, **environment: str) -> str:
    command = [sys.executable, "-m", "pytest", "evals", "-k", CASES, "-p", "no:cacheprovider"]
    command += ["--kept", str(folder / "kept")]
    found = subprocess.run(
        command,
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return found.stdout + found.stderr


@pytest.fixture
def looping(provider: Provider) -> Provider:
    provider.answer = lambda _: Reply(json={"needs": ["loops"]})
    return provider


def test_offline_the_cases_are_tests(looping: Provider, tmp_path: Path) -> None:
    output = ran(tmp_path, OPENAI_BASE_URL=looping.url)
    assert "1 failed, 1 passed" in output
    assert "turn 1, equals: framework is 'LangGraph'" in output


def test_with_a_key_each_case_is_uploaded_with_its_scores(
    looping: Provider, tmp_path: Path
) -> None:
    with Experiments() as langsmith:
        output = ran(
            tmp_path,
            OPENAI_BASE_URL=looping.url,
            LANGSMITH_API_KEY="any",
            LANGSMITH_ENDPOINT=langsmith.url,
        )
        assert "1 failed, 1 passed" in output
        scores = sorted((one["key"], one["score"]) for one in langsmith.feedback)
    assert [score for key, score in scores if key == "equals.1"] == [0.0, 1.0]
    assert [score for key, score in scores if key == "pass"] == [0, 1]
    assert len(langsmith.examples) == 2

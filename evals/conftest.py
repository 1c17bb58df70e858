"""The pytest form: `make test-evals`. Offline, unless a LangSmith key says where to upload to."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.calibration.known import known
from evals.calibration.rows import SHIPPED, read_rows
from evals.judges.panel import panel_name
from evals.kept import FOLDER, Kept
from evals.targets.in_process import InProcess

_UPLOADED = "true" if os.environ.get("LANGSMITH_API_KEY") else "false"
os.environ["LANGSMITH_TEST_TRACKING"] = os.environ["LANGSMITH_TRACING"] = _UPLOADED


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the folder be named that conversations and verdicts are kept in."""
    parser.addoption("--kept", type=Path, default=FOLDER, help="where conversations are kept")


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Kept:
    """Conversations and verdicts of this and of earlier runs."""
    return Kept(request.config.getoption("--kept"))


@pytest.fixture(scope="session")
def target() -> Iterator[InProcess]:
    """The graphs in this process."""
    target = InProcess()
    yield target
    asyncio.run(target.close())


@pytest.fixture(scope="session")
def above_bar() -> set[str]:
    """The criteria on which the judge's scores count."""
    worth = known(panel_name(), read_rows(SHIPPED))
    return {criterion for criterion, one in worth.items() if one.above_bar}

"""The pytest form: `make test-evals`. Offline, unless a LangSmith key says where to upload to."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from evals.calibration.known import known
from evals.calibration.rows import SHIPPED, read_rows
from evals.judges.panel import panel_name
from evals.targets.in_process import InProcess

if not os.environ.get("LANGSMITH_API_KEY"):
    os.environ["LANGSMITH_TEST_TRACKING"] = "false"
    os.environ["LANGSMITH_TRACING"] = "false"


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

"""A real server for tests: one that they share, and fresh ones that they may kill."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.provider import Provider
from tests.server.dev_server import DevServer

_SHOWN = 20_000


@pytest.fixture(scope="session")
def shared_server(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DevServer]:
    """One server for all tests of this process that leave it as they found it."""
    server = DevServer(tmp_path_factory.mktemp("shared"), _environment(_provider))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start_server(provider: Provider, tmp_path: Path) -> Iterator[Callable[..., DevServer]]:
    """Start a server of the test's own, with these environment variables besides."""
    with ExitStack() as stack:

        def start(**environment: str) -> DevServer:
            server = DevServer(tmp_path, _environment(provider) | environment)
            stack.callback(server.kill)
            server.start()
            return server

        yield start


@pytest.fixture
def server(start_server: Callable[..., DevServer]) -> DevServer:
    """A server of the test's own, to kill and start again."""
    return start_server()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Show what the servers wrote beside the failure of their test."""
    report = yield
    if report.failed:
        used = getattr(item, "funcargs", {}).values()
        for server in (fixture for fixture in used if isinstance(fixture, DevServer)):
            log = server.log.read_text(errors="replace")
            report.sections.append((f"output of {server.url}", log[-_SHOWN:]))
    return report


def _environment(provider: Provider) -> dict[str, str]:
    return {
        "OPENAI_BASE_URL": provider.url,
        "OPENAI_API_KEY": "scripted",
        # The failures of one test are not to close the endpoint to the next.
        "MODEL_BREAKER_FAILURES": "1000000",
    }

"""A real server for tests: one that they share, and fresh ones that they may kill.

PARLEY_TEST_ENGINE says which: `dev`, or `cluster` for two instances of the open engine.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.provider import Provider
from tests.server.dev_server import DevServer
from tests.server.engine import ENGINE, NewServer, Server

_SHOWN = 20_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is about the other engine."""
    other = "dev" if ENGINE == "cluster" else "cluster"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"about the engine {other}"))


@pytest.fixture(scope="session")
def new_server() -> Iterator[NewServer]:
    """Make a server of the engine under test, with its state in a folder; it isn't started yet."""
    if ENGINE == "dev":
        yield DevServer
        return
    # Not installed where only `langgraph dev` is.
    from tests.server.cluster_server import ClusterServer, Databases

    databases = Databases()
    yield lambda folder, given: ClusterServer(folder, given, databases.new())
    databases.close()


@pytest.fixture(scope="session")
def _shared_server(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Server]:
    server = new_server(tmp_path_factory.mktemp("shared"), _environment(_provider))
    server.start()
    yield server
    server.discard()


@pytest.fixture
def shared_server(_shared_server: Server) -> Iterator[Server]:
    """One server for all tests of this process that leave it as they found it.

    All of them are one user: what one test says of them is not to reach the prompts of the next.
    """
    yield _shared_server
    _shared_server.forget_facts()


@pytest.fixture
def start_server(
    provider: Provider, tmp_path: Path, new_server: NewServer
) -> Iterator[Callable[..., Server]]:
    """Start a server of the test's own, with these environment variables besides."""
    with ExitStack() as stack:

        def start(**environment: str) -> Server:
            server = new_server(tmp_path, _environment(provider) | environment)
            stack.callback(server.discard)
            server.start()
            return server

        yield start


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A server of the test's own, to kill and start again."""
    return start_server()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Show what the servers wrote beside the failure of their test."""
    report = yield
    if report.failed:
        used = getattr(item, "funcargs", {}).values()
        for server in (
            fixture for fixture in used if hasattr(fixture, "log") and hasattr(fixture, "url")
        ):
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

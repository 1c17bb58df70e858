"""A Postgres for all tests of a process that want one."""

from collections.abc import Iterator

import pytest

from tests.postgres import postgres


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    with postgres() as server:
        yield server.get_uri()

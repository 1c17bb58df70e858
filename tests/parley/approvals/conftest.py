"""Each test on both databases, empty."""

from collections.abc import Iterator

import psycopg
import pytest

from parley.approvals.tables import NAMES
from parley.settings import settings


@pytest.fixture(autouse=True, params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which of the two it is."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    uri = request.getfixturevalue("postgres_uri")
    monkeypatch.setenv("DATABASE_URI", uri)
    settings.cache_clear()
    yield "postgres"
    with psycopg.connect(uri) as connection:
        for name in NAMES:
            connection.execute(f"DROP TABLE IF EXISTS {name}")

"""The two databases that a saver may be over, each empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from parley.server.ownership import Saver
from parley.server.persistence import checkpointer
from parley.settings import settings


@pytest.fixture(params=["sqlite", "postgres"])
async def saver(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Saver]:
    """The checkpointer that langgraph.json names."""
    if request.param == "postgres":
        uri = request.getfixturevalue("postgres_uri")
        monkeypatch.setattr(settings(), "database_uri", SecretStr(uri))
    monkeypatch.setattr(settings(), "parley_data_dir", tmp_path)
    async with checkpointer() as opened:
        yield opened

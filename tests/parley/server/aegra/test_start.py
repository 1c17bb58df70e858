"""What the open engine needs before Parley serves on it."""

import pytest

from parley.server import aegra
from parley.server.persistence import checkpointer
from parley.settings import settings
from parley.storage.errors import StorageError


async def test_it_needs_postgres() -> None:
    async with checkpointer() as saver:
        with pytest.raises(StorageError, match="DATABASE_URI"):
            await aegra.start(saver)


async def test_it_needs_redis(postgres_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URI", postgres_uri)
    settings.cache_clear()
    async with checkpointer() as saver:
        with pytest.raises(StorageError, match="REDIS_URL"):
            await aegra.start(saver)

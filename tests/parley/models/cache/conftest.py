"""The caches are off in other tests, where the same words get another answer each time."""

import pytest

from parley.models.cache.kept import empty_all
from parley.settings import settings


@pytest.fixture(autouse=True)
async def _caches_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_CACHE_SECONDS", "300")
    settings.cache_clear()
    await empty_all()

"""What every test gets: an environment of its own and a scripted model."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from parley.models import embedder, roles
from parley.models.client import breaker_of, traffic_of
from parley.safety.moderation.endpoint import asked
from parley.settings import PROJECT, Settings, settings
from parley.storage import database
from tests.provider import Provider
from tests.stuck import told_if_stuck

# Sooner than pytest's own timeout, which ends the test.
_STUCK_SECONDS = 100

# A machine that is busy is slow, which is no fault of what is tested.
hypothesis.settings.register_profile(
    "parley",
    hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("parley")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """A graph that was deleted takes its tests along: those in graphs/<name> and test_<name>.py."""
    *_, folder, name = collection_path.parts
    graph = name.removeprefix("test_").removesuffix(".py")
    if folder == "graphs" and name != "__pycache__" and not (PROJECT / "graphs" / graph).exists():
        return True
    return None


@pytest.fixture(autouse=True)
def _tells_where_it_hangs() -> Iterator[None]:
    with told_if_stuck(_STUCK_SECONDS):
        yield


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Neither the developer's keys nor their `.env`; what a test writes goes to its own folder."""
    for name in os.environ.keys() & {field.upper() for field in Settings.model_fields}:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("PARLEY_PUBLISH_DIR", str(tmp_path / "published"))
    monkeypatch.setenv("PARLEY_DATA_DIR", str(tmp_path / "state"))
    _forget()
    yield
    _forget()


# Kept, or their open sockets would warn in somebody else's test.
_USED: list[object] = []


def _forget() -> None:
    """What one test set, and what its faults did to a breaker, is not the next one's."""
    settings.cache_clear()
    database.close_all()
    for built in (roles._clients, embedder._built):
        _USED.extend(built.values())
        built.clear()
    breaker_of.cache_clear()
    traffic_of.cache_clear()
    asked.cache_clear()


@pytest.fixture(scope="session")
def _provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.fixture
def provider(_provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The scripted model, with nothing scripted yet, as the one that answers."""
    _provider.reset()
    monkeypatch.setenv("OPENAI_BASE_URL", _provider.url)
    settings.cache_clear()
    return _provider

"""One server for SQLite files, as many as one likes for Postgres."""

import subprocess
import sys
from pathlib import Path

import pytest

from parley.server import alone, engine
from parley.settings import settings
from parley.storage.errors import StorageError

_HOLD = """
import sys
from parley.server import alone
alone.is_dev = lambda: True
with alone.alone():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def on_dev(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "is_dev", lambda: True)


@pytest.mark.usefixtures("on_dev")
def test_a_second_server_on_the_folder_is_refused_until_the_first_is_killed() -> None:
    environment = {"PARLEY_DATA_DIR": str(settings().parley_data_dir)}
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(StorageError, match="Another server uses"), alone.alone():
            pass
        first.kill()
    with alone.alone():
        pass


def test_an_engine_of_several_instances_needs_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not engine.is_dev()
    with pytest.raises(StorageError, match="DATABASE_URI"), alone.alone():
        pass
    monkeypatch.setenv("DATABASE_URI", "postgresql://localhost/any")
    settings.cache_clear()
    with alone.alone():
        pass

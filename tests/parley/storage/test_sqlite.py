"""A SQLite file that can be used, or one sentence why not."""

from pathlib import Path

import pytest

from parley.storage import sqlite
from parley.storage.errors import StorageError


async def setting(opened: sqlite.Opened, name: str) -> object:
    [value] = await opened.do(lambda: opened.connection.execute(f"PRAGMA {name}").fetchone())
    return value


async def test_commits_are_on_disk_and_writers_wait(tmp_path: Path) -> None:
    async with sqlite.connect(tmp_path / "new" / "folder" / "a.sqlite") as opened:
        assert await setting(opened, "journal_mode") == "wal"
        assert await setting(opened, "synchronous") == 2
        assert await setting(opened, "busy_timeout") == 30_000


async def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StorageError, match=r"cannot write .*data/a\.sqlite.*PARLEY_DATA_DIR"):
        async with sqlite.connect(tmp_path / "data" / "a.sqlite"):
            pass


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("something else " * 100)
    with pytest.raises(StorageError, match="file is not a database"):
        async with sqlite.connect(tmp_path / "a.sqlite"):
            pass

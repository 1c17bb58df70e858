"""A deleted row leaves the file of its database too."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from parley.server.data.scrub import scrub
from parley.storage import sqlite
from parley.storage.errors import StorageError

MARK = "something private"


def found(folder: Path) -> bool:
    return any(MARK.encode() in file.read_bytes() for file in folder.iterdir())


async def test_nothing_deleted_is_left_while_the_server_has_the_file_open(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with closing(sqlite.open_now(file)) as server:
        server.execute("CREATE TABLE t (name TEXT PRIMARY KEY, text)")
        # In no order, so that pages are split and rows move between them.
        rows = [(f"{MARK} {n * 7919 % 1009}", MARK * (n % 40)) for n in range(1000)]
        server.executemany("INSERT INTO t VALUES (?, ?)", rows)
        server.execute("INSERT INTO t VALUES ('kept', 'kept')")
        server.execute("DELETE FROM t WHERE name <> 'kept'")
        assert found(tmp_path), "the test's rows must be there before"
        await scrub(file)
        assert not found(tmp_path)
        assert server.execute("SELECT * FROM t").fetchall() == [("kept", "kept")]


async def test_a_file_that_is_busy_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.sqlite"
    with closing(sqlite.open_now(file)) as server:
        server.execute("CREATE TABLE t (text)")
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.1)
    with sqlite3.connect(file, isolation_level=None) as reader:
        reader.execute("INSERT INTO t VALUES ('x')")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM t").fetchall()
        with pytest.raises(StorageError, match=r"a\.sqlite could not be rewritten"):
            await scrub(file)
    reader.close()

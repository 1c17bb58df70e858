"""A backup of files, without a server: whole and consistent, or one sentence."""

import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from parley.server.data.archive import SQLITE_FILES, unpack
from parley.server.data.backup import main


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a server leaves in its folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "state").mkdir()
    for name in SQLITE_FILES:
        with closing(sqlite3.connect(tmp_path / "state" / name)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE t (n)")
            database.commit()
    for name in (".langgraph_api/a.pckl", ".langgraph_api/a.pckl.tmp", "published/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "state"


def test_it_holds_everything_and_is_for_nobody_else(tmp_path: Path) -> None:
    assert main("a.tar.gz") is None
    with tarfile.open("a.tar.gz") as tar:
        names = {member.name for member in tar if member.isfile()}
    assert names == {
        "backup.json",
        "database/threads.sqlite",
        "database/memories.sqlite",
        "database/approvals.sqlite",
        "runtime/a.pckl",
        "published/a.md",
    }
    assert Path("a.tar.gz").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".backup-*"))


def test_it_is_one_moment_of_a_database_that_is_written_to(state: Path, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        # Each commit brings two rows, so that an odd number would be half of one.
        with closing(sqlite3.connect(state / "threads.sqlite")) as database:
            while not done.is_set():
                database.executemany("INSERT INTO t VALUES (?)", [("x" * 5000,)] * 2)
                database.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert main("a.tar.gz") is None
    finally:
        done.set()
        writer.join()
    unpack(Path("a.tar.gz"), tmp_path / "unpacked")
    with closing(sqlite3.connect(tmp_path / "unpacked/database/threads.sqlite")) as database:
        [rows] = database.execute("SELECT count(*) FROM t").fetchone()
    assert rows % 2 == 0


def test_a_server_that_was_asked_for_no_approval(state: Path, tmp_path: Path) -> None:
    (state / "approvals.sqlite").unlink()
    assert main("a.tar.gz") is None
    unpack(Path("a.tar.gz"), tmp_path / "unpacked")
    assert not (tmp_path / "unpacked/database/approvals.sqlite").exists()


@pytest.mark.parametrize("name", ["", "a.zip", "folder"])
def test_it_needs_a_name(name: str) -> None:
    assert main(name) == "Name the file to write: make backup TO=file.tar.gz."


def test_it_replaces_no_file() -> None:
    Path("a.tar.gz").write_text("precious")
    assert "exists already" in (main("a.tar.gz") or "")
    assert Path("a.tar.gz").read_text() == "precious"


def test_nothing_is_there_to_save(state: Path) -> None:
    (state / "threads.sqlite").unlink()
    assert "has a server run here" in (main("a.tar.gz") or "")
    assert not Path("a.tar.gz").exists()


def test_a_damaged_database_is_no_backup(state: Path) -> None:
    (state / "threads.sqlite").write_bytes(b"something else " * 1000)
    assert "file is not a database" in (main("a.tar.gz") or "")
    assert not Path("a.tar.gz").exists()


def test_a_folder_that_is_missing() -> None:
    assert "No backup was written" in (main("missing/a.tar.gz") or "")


def test_a_full_disk(tmp_path: Path) -> None:
    """No file may grow beyond 4,000 bytes: that is how a full disk looks."""
    script = (
        "import resource, runpy, sys; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)); "
        "sys.argv = ['backup', 'a.tar.gz']; "
        "runpy.run_module('parley.server.data.backup', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "No backup was written" in done.stderr
    assert not Path("a.tar.gz").exists()
    assert not list(tmp_path.glob(".backup-*"))

"""Putting a backup back, without a server: all of it, or nothing and one sentence."""

import gzip
import io
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from parley.server.data.archive import SQLITE_FILES
from parley.server.data.backup import main as backup
from parley.server.data.restore import main as restore
from parley.settings import settings

ARCHIVE = "a.tar.gz"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a backup of one state, and another state since."""
    monkeypatch.chdir(tmp_path)
    write("then")
    assert backup(ARCHIVE) is None
    write("now")
    return tmp_path


def write(text: str) -> None:
    Path("state").mkdir(exist_ok=True)
    for name in SQLITE_FILES:
        with closing(sqlite3.connect(Path("state", name))) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE IF NOT EXISTS t (text)")
            database.execute("DELETE FROM t")
            database.execute("INSERT INTO t VALUES (?)", [text])
            database.commit()
    for name in (".langgraph_api/a.pckl", f".langgraph_api/{text}.pckl", f"published/{text}.md"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)


def read() -> dict[str, str]:
    """Everything that is there, each file's text or what its database says."""
    found = {}
    for name in SQLITE_FILES:
        if (file := Path("state", name)).exists():
            with closing(sqlite3.connect(file)) as database:
                [found[name]] = database.execute("SELECT text FROM t").fetchone()
    for place in (".langgraph_api", "published"):
        for file in Path(place).glob("*"):
            found[str(file)] = file.read_text()
    return found


THEN = {
    "threads.sqlite": "then",
    "memories.sqlite": "then",
    "approvals.sqlite": "then",
    ".langgraph_api/a.pckl": "then",
    ".langgraph_api/then.pckl": "then",
    "published/then.md": "then",
}


def empty() -> None:
    for file in Path().rglob("*"):
        if file.is_file() and file.name != ARCHIVE:
            file.unlink()


def nothing_changed(archive: str, says: str, force: str = "--force") -> None:
    before = read()
    said = restore(archive, force) or ""
    assert says in said
    assert "\n" not in said
    assert read() == before
    assert not list(Path().rglob("*.new"))
    assert not list(Path().glob(".restore-*"))


def test_into_an_empty_folder() -> None:
    empty()
    assert restore(ARCHIVE) is None
    assert read() == THEN


def test_what_is_there_is_replaced_only_by_force() -> None:
    nothing_changed(ARCHIVE, "FORCE=1", force="")
    assert restore(ARCHIVE, "--force") is None
    # What was published since is out.
    assert read() == THEN | {"published/now.md": "now"}
    assert not list(Path().rglob("*.before"))


def test_a_damaged_state_is_replaced(folder: Path) -> None:
    for name in SQLITE_FILES:
        Path("state", name).write_bytes(b"something else " * 1000)
        Path("state", f"{name}-wal").write_bytes(b"something else " * 1000)
    assert restore(ARCHIVE, "--force") is None
    assert read()["threads.sqlite"] == "then"


def test_a_running_server_is_left_alone() -> None:
    # In the log mode of a server, an open database counts as in use with no statement under way.
    with closing(sqlite3.connect(Path("state", "memories.sqlite"))) as server:
        server.execute("SELECT * FROM t").fetchall()
        nothing_changed(ARCHIVE, "The server is running")


@pytest.mark.parametrize("part", [0, 0.3, 0.9, 0.999])
def test_an_archive_that_was_cut_off(part: float) -> None:
    whole = Path(ARCHIVE).read_bytes()
    Path("cut.tar.gz").write_bytes(whole[: int(len(whole) * part)])
    nothing_changed("cut.tar.gz", "is no whole backup")


def test_an_archive_with_one_wrong_byte() -> None:
    data = bytearray(gzip.decompress(Path(ARCHIVE).read_bytes()))
    good = gzip.compress(bytes(data))
    data[data.index(b"then")] ^= 1
    wrong = gzip.compress(bytes(data))
    Path("wrong.tar.gz").write_bytes(wrong[:-8] + good[-8:])  # the checksum of the good one
    nothing_changed("wrong.tar.gz", "is no whole backup")


def test_a_database_that_is_damaged_inside() -> None:
    with gzip.open(ARCHIVE) as file:
        data = bytearray(file.read())
    start = data.index(b"SQLite format 3\0")
    data[start + 4096 : start + 8192] = b"\xff" * 4096
    Path("damaged.tar.gz").write_bytes(gzip.compress(bytes(data)))
    nothing_changed("damaged.tar.gz", "is damaged")


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "elsewhere", "runtime/../../x"])
def test_a_name_that_does_not_belong_into_a_backup(name: str) -> None:
    with tarfile.open("evil.tar.gz", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    nothing_changed("evil.tar.gz", "is no whole backup")


def test_a_link_does_not_belong_into_a_backup() -> None:
    with tarfile.open("evil.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("published/x.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    nothing_changed("evil.tar.gz", "is no whole backup")


def test_a_file_that_is_missing_or_not_named() -> None:
    nothing_changed("missing.tar.gz", "is no whole backup")
    nothing_changed("", "Name the backup")


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a file").write_text("in its place")
    monkeypatch.setenv("PARLEY_PUBLISH_DIR", "a file")
    settings.cache_clear()
    nothing_changed(ARCHIVE, "Nothing was changed")


def test_a_backup_of_the_other_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URI", "postgresql://nobody@127.0.0.1:1/none")
    settings.cache_clear()
    nothing_changed(ARCHIVE, "unset DATABASE_URI")

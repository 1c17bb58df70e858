"""Postgres' own tools: found or not, and never with a password that others can see."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from parley.server.data.archive import BackupError
from parley.server.data.postgres_tools import dump, holds_anything, in_use, restore
from tests.postgres import postgres

URI = "postgresql://ada:secret%20word@db.example:5433/parley?sslmode=require"

RECORD = """#!/bin/sh
printf "%s\\n" "$@" >"$0.arguments"
printf %s "$PGPASSWORD" >"$0.password"
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tools that write down what they are asked."""
    for name in ("pg_dump", "pg_restore"):
        (tmp_path / name).write_text(RECORD)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_the_password_is_no_argument(tools: Path) -> None:
    dump(URI, Path("file"))
    restore(URI, Path("file"))
    for name in ("pg_dump", "pg_restore"):
        arguments = (tools / f"{name}.arguments").read_text()
        assert "secret" not in arguments
        assert "host=db.example" in arguments
        assert "sslmode=require" in arguments
        assert (tools / f"{name}.password").read_text() == "secret word"


def test_a_tool_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="There is no pg_dump on PATH: install"):
        dump(URI, Path("file"))


def test_a_tool_that_fails(tools: Path) -> None:
    (tools / "pg_dump").write_text("#!/bin/sh\necho 'no such host' >&2\nexit 1\n")
    with pytest.raises(BackupError, match=r"pg_dump failed \(no such host\)"):
        dump(URI, Path("file"))


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URI of a real one, where one of the tables has a row, and its tools."""
    with postgres() as server:
        monkeypatch.setenv("PATH", f"{server.bin_path}:{os.environ['PATH']}")
        with psycopg.connect(server.get_uri()) as connection:
            connection.execute("CREATE TABLE store (text TEXT); CREATE TABLE theirs (n INT)")
            connection.execute("INSERT INTO store VALUES ('then')")
        yield server.get_uri()


def texts(uri: str) -> list[str]:
    with psycopg.connect(uri) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM store").fetchall()]


def test_a_real_database(database: str, tmp_path: Path) -> None:
    """One server for all of it, since each takes seconds."""
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    dump(database, whole)
    assert holds_anything(database)
    assert not in_use(database)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE store SET text = 'now'")
        connection.commit()
        assert in_use(database)

    # Cut off in the rows: what comes before them is undone.
    cut.write_bytes(whole.read_bytes()[:-30])
    with pytest.raises(BackupError, match="pg_restore failed"):
        restore(database, cut)
    assert texts(database) == ["now"]

    restore(database, whole)
    assert texts(database) == ["then"]
    with psycopg.connect(database) as connection:
        connection.execute("SELECT * FROM theirs")  # another's table is still there
        connection.execute("DROP TABLE store")
    assert not holds_anything(database)
    restore(database, whole)
    assert texts(database) == ["then"]

"""Postgres' own tools, with the password where no list of processes shows it."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from parley.approvals.tables import APPEND_ONLY_FUNCTION, NAMES
from parley.server.data.archive import BackupError

# What the checkpointer, the store and approvals keep; other tables of the database are not ours.
TABLES = (
    *("checkpoints", "checkpoint_blobs", "checkpoint_writes", "checkpoint_migrations"),
    *("store", "store_migrations"),
    *NAMES,
)

_LOOKS, _BETWEEN_LOOKS = 30, 0.1  # seconds


def dump(uri: str, file: Path) -> None:
    """Write Parley's tables into `file`, as they are at one moment.

    Raises:
        BackupError: pg_dump is missing or failed.
    """
    tables = [f"--table={name}" for name in TABLES]
    _run("pg_dump", uri, "--format=custom", "--no-owner", "--no-acl", f"--file={file}", *tables)


def restore(uri: str, file: Path) -> None:
    """Put what `file` holds in the place of Parley's tables, or change nothing.

    Raises:
        BackupError: pg_restore is missing or failed.
    """
    options = ("--single-transaction", "--clean", "--if-exists", "--no-owner", "--no-acl")
    _run("pg_restore", uri, *options, str(file))


def prepare(uri: str) -> None:
    """Make what a dump needs to be there: of tables it holds the triggers, not what they call."""
    with psycopg.connect(uri) as connection:
        connection.execute(APPEND_ONLY_FUNCTION)


def in_use(uri: str) -> bool:
    """Return whether anyone else is connected to the database, and stays so.

    Postgres shows a client for a moment after it has left, so a tool that has just ended counts
    only if it is still there after some seconds.
    """
    others = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(uri, autocommit=True) as connection:
        for _ in range(_LOOKS):
            if connection.execute(others).fetchone() is None:
                return False
            time.sleep(_BETWEEN_LOOKS)
        return True


def holds_anything(uri: str) -> bool:
    """Return whether a thread or a memory is in the database."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for table in ("checkpoints", "store"):
            [exists] = connection.execute("SELECT to_regclass(%s)", [table]).fetchone() or [None]
            if exists and connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 - ours
                return True
    return False


def _run(tool: str, uri: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if not found:
        raise BackupError(f"There is no {tool} on PATH: install the client programs of Postgres.")
    parts = conninfo_to_dict(uri)
    password = parts.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [found, "--no-password", f"--dbname={make_conninfo('', **parts)}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()), f"status {done.returncode}")
        raise BackupError(f"{tool} failed ({reason}): check DATABASE_URI and its version.")

"""What a backup is: one .tar.gz of everything that a server keeps.

    backup.json      what the rest is
    database/        threads.sqlite, memories.sqlite and approvals.sqlite, or postgres.dump
    runtime/         what `langgraph dev` keeps of assistants, crons and runs
    published/       what `approval` published

`runtime/` holds pickles, and whoever writes a pickle decides what runs when it is read: restore
only backups of your own.
"""

import gzip
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from parley.approvals.tables import FILE

# The ledger of what was published last: it may know of more than the threads, never of less.
SQLITE_FILES = ("threads.sqlite", "memories.sqlite", f"{FILE}.sqlite")
# A server that was asked for no approval, or an earlier release, has none.
OPTIONAL = {f"{FILE}.sqlite"}
DUMP = "postgres.dump"
# Where `langgraph dev` keeps its own, in the folder that it is started in.
RUNTIME = Path(".langgraph_api")
PARTS = ("database", "runtime", "published")
_ABOUT = "backup.json"
_NOT_WHOLE = (
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    FileNotFoundError,
    ValidationError,
)


class BackupError(RuntimeError):
    """One sentence for the operator: why nothing was saved or restored, and what to do."""


class About(BaseModel):
    """What a backup says of itself."""

    format: Literal[1] = 1
    database: Literal["sqlite", "postgres"]


def pack(folder: Path, about: About, archive: Path) -> None:
    """Write `folder` into `archive`.

    Raises:
        OSError: it can't be written.
    """
    with tarfile.open(archive, "w:gz") as tar:
        (folder / _ABOUT).write_text(about.model_dump_json())
        for name in (_ABOUT, *PARTS):
            if (folder / name).exists():
                tar.add(folder / name, name)


def unpack(archive: Path, folder: Path) -> About:
    """Write what `archive` holds into `folder`, all of it and checked.

    Raises:
        BackupError: it is no whole backup.
        OSError: it can't be read, or the folder can't be written.
    """
    try:
        with gzip.open(archive) as unzipped:
            with tarfile.open(fileobj=unzipped, mode="r|") as tar:
                tar.extractall(folder, members=_known(tar), filter="data")
            while unzipped.read(1 << 20):
                pass  # its checksum stands at the very end
        about = About.model_validate_json((folder / _ABOUT).read_bytes())
    except _NOT_WHOLE as error:
        reason = str(error).splitlines()[0]
        raise BackupError(f"{archive} is no whole backup ({reason}): take another one.") from error
    if about.database == "sqlite":
        for name in SQLITE_FILES:
            if name not in OPTIONAL or (folder / "database" / name).exists():
                check(folder / "database" / name)
    return about


def check(file: Path) -> None:
    """Read the whole database.

    Raises:
        BackupError: it is missing or damaged.
    """
    try:
        # Only read: connecting to what is missing would make it.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            [problem] = database.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        problem = str(error)
    if problem != "ok":
        problem = " ".join(problem.split())
        raise BackupError(f"{file.name} is damaged ({problem}): restore an older backup.")


def _known(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in tar:
        known = member.name == _ABOUT or member.name.split("/")[0] in PARTS
        if not known or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} does not belong into it")
        yield member

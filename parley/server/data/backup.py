"""`python -m parley.server.data.backup FILE.tar.gz`: save what a server keeps, while it runs."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from parley.server.data import postgres_tools
from parley.server.data.archive import (
    DUMP,
    OPTIONAL,
    RUNTIME,
    SQLITE_FILES,
    About,
    BackupError,
    check,
    pack,
)
from parley.settings import settings
from parley.settings.error import SettingsError


def main(to: str = "") -> str | None:
    """Write the backup; return one sentence when there is none."""
    try:
        backup(Path(to))
    except (BackupError, SettingsError) as error:
        return str(error)
    except (OSError, sqlite3.Error) as error:
        return f"No backup was written ({error}): make room, or name another file with TO=."
    print(f"Saved to {to}: keep it as safe as the server, it holds what everyone wrote.")
    return None


def backup(to: Path) -> None:
    """Write the backup to `to`: whole, or not at all.

    Raises:
        BackupError: there is nothing to save, or `to` exists.
        OSError, sqlite3.Error: something can't be read or written.
    """
    if not to.name.endswith(".tar.gz"):
        raise BackupError("Name the file to write: make backup TO=file.tar.gz.")
    if to.exists():
        raise BackupError(f"{to} exists already: name another file with TO=.")
    with TemporaryDirectory(dir=to.parent, prefix=".backup-") as scratch:
        folder = Path(scratch)
        # The runtime's list first: a start puts right a list that is older than the database.
        if RUNTIME.is_dir():
            shutil.copytree(
                RUNTIME, folder / "runtime", ignore=lambda _, names: _others(names, ".pckl")
            )
        (folder / "database").mkdir()
        if uri := settings().database_uri:
            postgres_tools.dump(uri.get_secret_value(), folder / "database" / DUMP)
        else:
            for name in SQLITE_FILES:
                file = settings().parley_data_dir / name
                if name not in OPTIONAL or file.exists():
                    _copy(file, folder / "database" / name)
        if settings().parley_publish_dir.is_dir():
            shutil.copytree(
                settings().parley_publish_dir,
                folder / "published",
                ignore=shutil.ignore_patterns("*.part"),
            )
        archive = folder / "archive"
        pack(folder, About(database="postgres" if uri else "sqlite"), archive)
        archive.chmod(0o600)
        with archive.open("rb") as written:
            os.fsync(written.fileno())
        archive.rename(to)


def _others(names: list[str], kept: str) -> set[str]:
    return {name for name in names if not name.endswith(kept)}


def _copy(file: Path, to: Path) -> None:
    """Copy the database as it is at one moment, whoever writes to it meanwhile."""
    if not file.exists():
        raise BackupError(f"There is no {file}: has a server run here, with this PARLEY_DATA_DIR?")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
    check(to)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""`python -m parley.server.data.restore FILE.tar.gz [--force]`: put a backup back, server stopped.

With --force it replaces what is there. Publications that the backup does not hold stay.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from parley.server.data import postgres_tools
from parley.server.data.archive import DUMP, RUNTIME, SQLITE_FILES, BackupError, unpack
from parley.server.data.replacing import replaced
from parley.settings import settings
from parley.settings.error import SettingsError

_STOP = "The server is running: stop it first, then restore."


def main(archive: str = "", force: str = "") -> str | None:
    """Restore; return one sentence when everything is as it was."""
    if not archive:
        return "Name the backup: make restore FROM=file.tar.gz."
    try:
        restore(Path(archive), force=force == "--force")
    except (BackupError, SettingsError) as error:
        return str(error)
    except (OSError, psycopg.Error) as error:
        reason = str(error).splitlines()[0]
        return f"Nothing was changed ({reason}): put that right, then restore again."
    print(f"Restored from {archive}: start the server.")
    return None


def restore(archive: Path, *, force: bool) -> None:
    """Put back what `archive` holds; when anything fails, all is as it was.

    Raises:
        BackupError: it is no whole backup, or there is something that it would replace.
        OSError, psycopg.Error: something can't be read or written.
    """
    uri = settings().database_uri
    with TemporaryDirectory(dir=".", prefix=".restore-") as scratch:
        folder = Path(scratch)
        about = unpack(archive, folder)
        if about.database != ("postgres" if uri else "sqlite"):
            raise BackupError(
                f"This backup is of a server with {about.database}: "
                f"{'unset' if uri else 'set'} DATABASE_URI, then restore again."
            )
        files = dict(_runtime(folder)) | dict(_published(folder))
        if not uri:
            files |= dict(_databases(folder))
        there = next((target for target in files if target.exists()), None)
        if uri:
            _stopped(uri.get_secret_value())
            if postgres_tools.holds_anything(uri.get_secret_value()):
                there = Path("database")
        if there and not force:
            raise BackupError(
                f"There is something already ({there}): FORCE=1 replaces it with the backup."
            )
        with replaced(files):
            if uri:
                postgres_tools.prepare(uri.get_secret_value())
                postgres_tools.restore(uri.get_secret_value(), folder / "database" / DUMP)


def _databases(folder: Path) -> Iterator[tuple[Path, Path | None]]:
    for name in SQLITE_FILES:
        target = settings().parley_data_dir / name
        _alone(target)
        source = folder / "database" / name
        yield target, source if source.exists() else None
        for log in ("-wal", "-shm"):  # of a damaged file; a good one has none any more
            yield target.with_name(name + log), None


def _runtime(folder: Path) -> Iterator[tuple[Path, Path | None]]:
    for old in RUNTIME.glob("*.pckl"):
        yield old, None
    for new in (folder / "runtime").glob("*.pckl"):
        yield RUNTIME / new.name, new


def _published(folder: Path) -> Iterator[tuple[Path, Path | None]]:
    for file in (folder / "published").rglob("*"):
        if file.is_file():
            yield settings().parley_publish_dir / file.relative_to(folder / "published"), file


def _alone(file: Path) -> None:
    """Fold the log into the database, which nobody can do while another one has it open."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=0)) as database:
            [mode] = database.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise BackupError(_STOP) from error
        raise
    except sqlite3.DatabaseError:
        return  # damaged: what a restore is for
    if mode != "delete":
        raise BackupError(_STOP)


def _stopped(uri: str) -> None:
    if postgres_tools.in_use(uri):
        raise BackupError("Someone is connected to the database: stop the server, then restore.")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""What was deleted leaves SQLite's files too.

A deleted row stays in free pages and in the write-ahead log. `secure_delete` is not enough: it
misses the copies that a page keeps when its rows move to another one.
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from parley.storage import sqlite
from parley.storage.errors import StorageError


async def scrub(file: Path) -> None:
    """Write the database anew without anything deleted. Other writers wait meanwhile.

    Raises:
        StorageError: others kept the file busy for half a minute, or the disk is full.
    """
    await asyncio.to_thread(_scrub, file)


def _scrub(file: Path) -> None:
    with closing(sqlite.open_now(file)) as connection:
        try:
            connection.execute("VACUUM")
            row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise _unfinished(file, str(error)) from error
    if row is None or row[0]:
        raise _unfinished(file, "it is being read")


def _unfinished(file: Path, reason: str) -> StorageError:
    return StorageError(
        f"Everything is deleted, but {file.name} could not be rewritten without it ({reason}): "
        "make room if the disk is full, and ask again."
    )

"""A SQLite file that survives `kill -9`, or one clear sentence why it cannot be used."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import aiosqlite

from parley.storage.errors import StorageError

# WAL lets readers and the writer work side by side. FULL waits for the disk at each commit, so
# an answered turn survives a power cut too. `user_version` is written at each start so that a
# read-only folder or a full disk is found here and not in the middle of someone's turn.
# Steps of a thread have about 2 KB: of SQLite's usual pages of 4 KB each would fill one or half of
# one. It counts for a file that is made now.
_PREPARE = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA user_version = 1;
"""
_BUSY_SECONDS = 30


@asynccontextmanager
async def connect(
    file: Path, isolation_level: Literal["DEFERRED"] | None = "DEFERRED"
) -> AsyncIterator[aiosqlite.Connection]:
    """Open `file`, made with its folder when missing.

    An `isolation_level` of None leaves transactions to the caller.

    Raises:
        StorageError: the file cannot be opened or written.
    """
    try:
        await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True)
        connection = await aiosqlite.connect(
            file, timeout=_BUSY_SECONDS, isolation_level=isolation_level
        )
    except (OSError, sqlite3.Error) as error:
        raise unusable(file, error) from error
    try:
        try:
            await connection.executescript(_PREPARE)
        except sqlite3.Error as error:
            raise unusable(file, error) from error
        yield connection
    finally:
        await connection.close()


def open_now(file: Path) -> sqlite3.Connection:
    """Open `file` likewise, for threads that take turns; its transactions are the caller's. Blocks.

    Raises:
        StorageError: the file cannot be opened or written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.executescript(_PREPARE)
    except (OSError, sqlite3.Error) as error:
        raise unusable(file, error) from error
    return connection


def unusable(file: Path, error: Exception) -> StorageError:
    """Return the sentence for a file that can't be used."""
    return StorageError(
        f"Parley cannot write {file.resolve()}: {error}. "
        "Free some space or name another folder with PARLEY_DATA_DIR."
    )

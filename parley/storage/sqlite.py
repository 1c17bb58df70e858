"""A SQLite file that survives `kill -9`, or one clear sentence why it cannot be used."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

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

type _Isolation = Literal["DEFERRED"] | None


class Opened:
    """A file, and the one thread that works with it.

    Attributes:
        connection: for what is done on the thread.
    """

    def __init__(self, file: Path, isolation_level: _Isolation) -> None:
        """Open the file. Blocks, and raises what `open_now` does."""
        self.connection = open_now(file, isolation_level)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=file.name)

    async def do[T](self, work: Callable[[], T]) -> T:
        """Return what `work` returns. Pieces of work are done in the order in which they came."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self) -> None:
        """Close it once all work is done."""
        await self.do(self.connection.close)
        self._thread.shutdown(wait=False)


@asynccontextmanager
async def connect(file: Path, isolation_level: _Isolation = "DEFERRED") -> AsyncIterator[Opened]:
    """Open `file`, made with its folder when missing.

    An `isolation_level` of None leaves transactions to the caller.

    Raises:
        StorageError: the file cannot be opened or written.
    """
    opened = await asyncio.to_thread(Opened, file, isolation_level)
    try:
        yield opened
    finally:
        await opened.close()


def open_now(file: Path, isolation_level: _Isolation = None) -> sqlite3.Connection:
    """Open `file` likewise, for threads that take turns. Blocks.

    Raises:
        StorageError: the file cannot be opened or written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            file,
            timeout=_BUSY_SECONDS,
            isolation_level=isolation_level,
            check_same_thread=False,
        )
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

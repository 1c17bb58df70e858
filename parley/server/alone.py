"""SQLite files have one server: a second one on the same folder is refused.

Both would write into the same threads, and neither would know of the other's runs.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from parley.server.engine import is_dev
from parley.settings import settings
from parley.storage.errors import StorageError

_SHARED = "set DATABASE_URI to a Postgres, which any number of them can share."


@contextmanager
def alone() -> Iterator[None]:
    """Be the only server on the SQLite files; with Postgres, do nothing.

    The lock is the system's, on this machine: it ends with the process, however that ends.

    Raises:
        StorageError: another server has the files, or the engine may start more instances.
    """
    if settings().database_uri:
        yield
        return
    if not is_dev():
        raise StorageError(f"This engine may run in several instances: {_SHARED}")
    folder = settings().parley_data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "server.lock").open("w")
    except OSError:  # opening the database says what is wrong with the folder
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StorageError(
                f"Another server uses the SQLite files in {folder.resolve()}: end it, or {_SHARED}"
            ) from error
        yield

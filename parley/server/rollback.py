"""Takes back the steps of a run: for `rollback`, and for the deletion of a run.

LangGraph's savers for SQLite and Postgres leave this out, and the server answers 500 without it.
"""

from collections.abc import Iterable
from itertools import product
from typing import Any

from psycopg import AsyncConnection

from parley.server.copies.tables import PostgresCopies, SqliteCopies
from parley.server.identity import caller

# Only what nothing stands on: a step holds what changed since the one before, so to take away an
# older run would break the thread. Its steps stay, and with them the conversation.
_STEPS = """
    FROM checkpoints AS step
    WHERE step.metadata_ ->> 'run_id' = {p} AND COALESCE({p}, step.metadata_ ->> 'owner', '')
        = COALESCE(step.metadata_ ->> 'owner', '')
    AND NOT EXISTS (
        SELECT 1 FROM checkpoints AS later
        WHERE later.thread_id = step.thread_id AND later.checkpoint_ns = step.checkpoint_ns
        AND later.checkpoint_id > step.checkpoint_id
        AND COALESCE(later.metadata_ ->> 'run_id', '') <> {p}
    )
"""


def _statements(metadata: str, p: str, writes: str) -> list[str]:
    steps = _STEPS.replace("step.metadata_", metadata.format("step"))
    steps = steps.replace("later.metadata_", metadata.format("later")).format(p=p)
    key = "(thread_id, checkpoint_ns, checkpoint_id)"
    found = f"SELECT step.thread_id, step.checkpoint_ns, step.checkpoint_id {steps}"
    tables = (writes, "checkpoints")
    return [f"DELETE FROM {table} WHERE {key} IN ({found})" for table in tables]  # noqa: S608


_SQLITE = _statements("CAST({}.metadata AS TEXT)", "?", "writes")
_POSTGRES = _statements("{}.metadata", "%s::text", "checkpoint_writes")


def _values(run_id: str) -> tuple[str | None, ...]:
    # In a request, only what is the caller's; in the server's own tasks, whosever it is.
    user = caller.get()
    return run_id, user.identity if user else None, run_id


class SqliteRollback(SqliteCopies):
    """Can take back a run, in SQLite."""

    async def adelete_for_runs(self, run_ids: Iterable[str]) -> None:
        """Delete the steps of these runs that no other run's steps stand on."""
        values = [_values(run_id) for run_id in run_ids]

        def taken_back() -> None:
            with self.cursor() as cursor:
                # Run by run: one may go once the later one that stood on it is gone.
                for value, statement in product(values, _SQLITE):
                    cursor.execute(statement, value)

        await self.file.do(taken_back)


class PostgresRollback(PostgresCopies):
    """Can take back a run, in Postgres."""

    async def adelete_for_runs(self, run_ids: Iterable[str]) -> None:
        """Delete the steps of these runs that no other run's steps stand on."""
        async with self.pool.connection() as connection, connection.transaction():
            for run_id in run_ids:
                await take_back(connection, run_id)


async def take_back(connection: AsyncConnection[Any], run_id: str) -> None:
    """Delete the steps of this run that no other run's steps stand on, in Postgres."""
    for statement in _POSTGRES:
        await connection.execute(statement, _values(run_id))

"""A step is written only while its run has the turn: what a late one would write is refused.

The token is compared in the transaction that writes the step, and held there: whoever takes the
turn waits for the step, and then finds it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncCursor
from psycopg.rows import DictRow, dict_row

from parley.server.aegra.anew import LostTurnError
from parley.server.aegra.order import current
from parley.server.copies.tables import PostgresCopies

_STILL_MINE = "SELECT 1 FROM parley_turn WHERE thread_id = %s AND token = %s FOR SHARE"


class Fenced(PostgresCopies):
    """Writes no step of a run that has lost its turn."""

    @asynccontextmanager
    async def _cursor(self, *, pipeline: bool = False) -> AsyncIterator[AsyncCursor[DictRow]]:
        # LangGraph's saver asks for a pipeline where it writes; outside of runs nobody has a turn.
        if not (pipeline and (mine := current.get())):
            async with super()._cursor(pipeline=pipeline) as cursor:
                yield cursor
            return
        async with (
            self.pool.connection() as connection,
            connection.transaction(),
            connection.cursor(binary=True, row_factory=dict_row) as cursor,
        ):
            await cursor.execute(_STILL_MINE, (mine.thread, mine.token))
            if not await cursor.fetchone():
                raise LostTurnError(f"run {mine.run} has lost its turn")
            yield cursor

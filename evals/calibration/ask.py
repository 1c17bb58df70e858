"""Asks a judge about labelled rows, or takes what is recorded."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from evals.calibration.measured import Judged
from evals.calibration.rows import Pair, Single, recorded
from evals.judges.pairwise import prefer
from evals.judges.verdict import judge
from evals.kept import Kept
from evals.pace import at_a_time
from parley.models.errors import ModelError

log = structlog.get_logger(__name__)


async def ask_about(
    rows: Sequence[Pair | Single], by: tuple[str, ...], kept: Kept, done: Callable[[], None]
) -> list[Judged]:
    """Return what the judges say of each row. A row that they fail on has no verdict.

    Args:
        rows: of one criterion after the other, so that an endpoint's prompt cache helps.
        by: the judging models; not asked where verdicts are recorded.
        kept: where verdicts are kept.
        done: called after each row.
    """
    turns = asyncio.Semaphore(at_a_time(embedded="embedded" in by))

    async def one(row: Pair | Single) -> Judged:
        if recorded(row):
            return Judged(row, row.verdict, row.verdict_swapped)
        async with turns:
            try:
                return await _asked(row, by, kept)
            except ModelError as error:
                log.warning("no verdict", row=row.id, error=str(error))
                return Judged(row, None, None)
            finally:
                done()

    return await asyncio.gather(*(one(row) for row in rows))


async def _asked(row: Pair | Single, by: tuple[str, ...], kept: Kept) -> Judged:
    if isinstance(row, Pair):
        choice = await prefer(row.input, row.a, row.b, by, kept)
        return Judged(row, choice.shown, choice.swapped)
    said = await judge(row.criterion, row.input, row.output, row.reference, by, kept)
    return Judged(row, said.good, None)

"""The engine writes the steps of threads itself; here it does so as Parley's own savers do.

Copies of long threads are stored as blocks, so a thread costs the same on every engine, and a
database that one engine wrote opens in another. What is deleted takes along what Parley kept of it.
"""

from parley.approvals.forget import forget_thread
from parley.server.aegra.fence import Fenced
from parley.server.aegra.tables import forget_turn


class EngineSaver(Fenced):
    """The engine's own checkpointer from the start on."""

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete the thread, and what was asked of reviewers on it."""
        await super().adelete_thread(thread_id)
        await forget_thread(thread_id)
        await forget_turn(thread_id)


def keep_blocks() -> None:
    """Put Parley's saver into the engine. Called once, before any run begins."""
    from aegra_api.core.database import db_manager  # type: ignore[import-untyped]

    # Each request and each run asks the manager anew, and it hands out what is here.
    db_manager._checkpointer = EngineSaver(db_manager.get_checkpointer().conn)

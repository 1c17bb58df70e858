"""What a deleted thread, or a deleted user, leaves here: nothing but the marks of what is out.

Of a publication the hashes stay, so that no copy of the thread publishes it again. They name
nobody. What the user decided on another one's request is part of that request and stays with it.
"""

from parley.approvals.tables import transact
from parley.storage.database import Transaction


async def forget_thread(thread_id: str) -> None:
    """Delete what is kept of the thread's requests."""
    await _forget("thread_id = ?", thread_id)


async def forget_owner(identity: str) -> None:
    """Delete what is kept of the user's own requests, and end their sessions."""
    await _forget("owner = ?", identity)
    await transact(
        lambda rows: rows.execute("DELETE FROM parley_sessions WHERE identity = ?", (identity,))
    )


async def _forget(which: str, value: str) -> None:
    theirs = f"(SELECT id FROM parley_approvals WHERE {which})"  # noqa: S608 - ours

    def forget(rows: Transaction) -> None:
        for table in ("parley_approval_events", "parley_approval_decisions"):
            rows.execute(f"DELETE FROM {table} WHERE request IN {theirs}", (value,))  # noqa: S608
        rows.execute(
            "UPDATE parley_publications SET location = '', error = '' "  # noqa: S608 - ours
            f"WHERE request IN {theirs}",
            (value,),
        )
        rows.execute(f"DELETE FROM parley_approvals WHERE {which}", (value,))  # noqa: S608

    await transact(forget)

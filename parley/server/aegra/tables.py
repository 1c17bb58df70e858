"""The engine's own tables, read past its authentication, and Parley's beside them.

`thread`, `runs` and `assistant` are the engine's: one of its requests inside another would hold
two of its connections, and under load all would wait for the second.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from parley.server.listed import Row
from parley.server.namespace import label
from parley.storage.postgres import Pool

# A run that waits or works; its lease says which instance works on it.
ACTIVE = "('pending', 'running')"

_OURS = (
    "CREATE TABLE IF NOT EXISTS parley_turn ("
    "thread_id text PRIMARY KEY, run_id text NOT NULL, token text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS parley_let_in ("
    "identity text PRIMARY KEY, until timestamptz NOT NULL, least integer NOT NULL)",
)
# Two instances that start together must not both make a table.
_LOCK = 7_205_759

_pool: Pool | None = None


async def open_on(pool: Pool) -> None:
    """Use this pool from now on, and make Parley's tables there."""
    global _pool
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        for statement in _OURS:
            await connection.execute(statement)
    _pool = pool


def pool() -> Pool:
    """Return the pool that was opened.

    Raises:
        RuntimeError: nothing is served yet.
    """
    if _pool is None:
        raise RuntimeError("no database is open")
    return _pool


async def rows(query: str, *values: object) -> list[dict[str, Any]]:
    """Return what a query finds."""
    async with pool().connection() as connection:
        return await (await connection.execute(query, values)).fetchall()


async def forget_turn(thread_id: str) -> None:
    """Delete whose turn it was on a thread that is no more."""
    async with pool().connection() as connection:
        await connection.execute("DELETE FROM parley_turn WHERE thread_id = %s", (thread_id,))


async def threads() -> list[dict[str, Any]]:
    """Return everyone's threads: whose each is, and when it last changed."""
    return await rows("SELECT thread_id, user_id, updated_at FROM thread ORDER BY thread_id")


async def forget_memories(identity: str) -> int:
    """Delete all that is in the store under a user's label, and return how much it was.

    The engine scopes what comes over REST by the identity, and nothing that a graph keeps: there
    a graph puts the user into the namespace, by a hash of the identity.
    """
    labels = [label(identity), identity, sha256(identity.encode()).hexdigest()[:32]]
    gone = await rows(
        "DELETE FROM store WHERE string_to_array(prefix, '.') && %s::text[] RETURNING key", labels
    )
    return len(gone)


class Tables:
    """The engine's lists, as `parley.server.listed` asks for them."""

    async def thread(self, thread_id: str) -> Row | None:
        """Return the thread's row, or None when there is none."""
        found = await rows(
            "SELECT user_id, metadata_json ->> 'graph_id' AS graph FROM thread "
            "WHERE thread_id = %s",
            thread_id,
        )
        return Row(found[0]["user_id"], found[0]["graph"]) if found else None

    async def assistant(self, assistant_id: str) -> Row | None:
        """Return the row of the assistant with this id or this graph's name, or None."""
        try:
            UUID(assistant_id)
        except ValueError:
            found = await rows(
                "SELECT user_id, graph_id FROM assistant "
                "WHERE graph_id = %s AND user_id = 'system'",
                assistant_id,
            )
        else:
            found = await rows(
                "SELECT user_id, graph_id FROM assistant WHERE assistant_id = %s", assistant_id
            )
        if not found:
            return None
        owner = found[0]["user_id"]
        return Row(None if owner == "system" else owner, found[0]["graph_id"])

    async def busy(self, identity: str) -> int:
        """Return on how many threads of this user a run waits or works."""
        found = await rows(
            f"SELECT count(DISTINCT thread_id) AS busy FROM runs "  # noqa: S608
            f"WHERE user_id = %s AND status IN {ACTIVE}",
            identity,
        )
        return int(found[0]["busy"])

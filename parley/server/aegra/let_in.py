"""How many runs of a user are under way, counted once for all instances."""

from parley.server.aegra.tables import ACTIVE, pool, rows

# The engine lists a run a moment after it was let in.
_LISTED = "interval '0.2 seconds'"

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(who)s, 8))"
# None is below what was let in just now, by whichever instance.
_BUSY = f"""
    SELECT greatest(
        (SELECT count(DISTINCT thread_id) FROM runs
            WHERE user_id = %(who)s AND status IN {ACTIVE}),
        (SELECT least FROM parley_let_in WHERE identity = %(who)s AND until > clock_timestamp())
    ) AS busy
"""  # noqa: S608
_COUNT = f"""
    INSERT INTO parley_let_in (identity, until, least)
    VALUES (%(who)s, clock_timestamp() + {_LISTED}, %(least)s)
    ON CONFLICT (identity) DO UPDATE SET until = excluded.until, least = excluded.least
"""  # noqa: S608


async def let_in(identity: str, most: int) -> bool:
    """Return whether one more run of this user fits, and count it."""
    who = {"who": identity}
    async with pool().connection() as connection, connection.transaction():
        await connection.execute(_ALONE, who)
        row = await (await connection.execute(_BUSY, who)).fetchone()
        busy = int(row["busy"]) if row else 0
        if busy >= most:
            return False
        await connection.execute(_COUNT, {**who, "least": busy + 1})
    return True


async def forget_let_in(identity: str) -> None:
    """Leave no trace of when this user's runs were let in."""
    await rows("DELETE FROM parley_let_in WHERE identity = %s RETURNING identity", identity)

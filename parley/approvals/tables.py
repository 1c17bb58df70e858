"""The tables: of requests, of what happened to them, of decisions on their way, of publications."""

from collections.abc import Callable

from parley.storage import database
from parley.storage.database import Transaction

# The name of the SQLite file; in Postgres the tables stand beside the threads'.
FILE = "approvals"

NAMES = (
    "parley_approvals",
    "parley_approval_events",
    "parley_approval_decisions",
    "parley_publications",
    "parley_sessions",
)

_TABLES = """
    CREATE TABLE IF NOT EXISTS parley_approvals (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL,
        owner TEXT NOT NULL,
        status TEXT NOT NULL,
        waiting INTEGER NOT NULL,
        asks INTEGER NOT NULL,
        rounds INTEGER NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        checks TEXT NOT NULL,
        problem TEXT NOT NULL,
        asked_at DOUBLE PRECISION NOT NULL,
        expires_at DOUBLE PRECISION,
        decisions INTEGER NOT NULL,
        approved TEXT,
        decided_by TEXT,
        decided_at DOUBLE PRECISION,
        location TEXT
    );
    CREATE INDEX IF NOT EXISTS parley_approvals_waiting
        ON parley_approvals (waiting, asked_at, id, expires_at);
    CREATE INDEX IF NOT EXISTS parley_approvals_decided ON parley_approvals (decided_at, id);
    CREATE INDEX IF NOT EXISTS parley_approvals_owner ON parley_approvals (owner, asked_at);
    CREATE INDEX IF NOT EXISTS parley_approvals_thread ON parley_approvals (thread_id);
    CREATE TABLE IF NOT EXISTS parley_approval_events (
        id TEXT PRIMARY KEY,
        request TEXT NOT NULL,
        once TEXT UNIQUE,
        at DOUBLE PRECISION NOT NULL,
        kind TEXT NOT NULL,
        who TEXT NOT NULL,
        place TEXT NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS parley_approval_events_request
        ON parley_approval_events (request, id);
    CREATE TABLE IF NOT EXISTS parley_approval_decisions (
        id TEXT PRIMARY KEY,
        request TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        at DOUBLE PRECISION NOT NULL,
        who TEXT NOT NULL,
        answer TEXT NOT NULL,
        seen TEXT NOT NULL,
        taken INTEGER
    );
    CREATE INDEX IF NOT EXISTS parley_approval_decisions_request
        ON parley_approval_decisions (request);
    CREATE UNIQUE INDEX IF NOT EXISTS parley_approval_decisions_one
        ON parley_approval_decisions (request) WHERE taken IS NULL;
    CREATE TABLE IF NOT EXISTS parley_publications (
        request TEXT PRIMARY KEY,
        key TEXT NOT NULL,
        text TEXT NOT NULL,
        target TEXT NOT NULL,
        status TEXT NOT NULL,
        decision INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        maybe_out INTEGER NOT NULL,
        holder TEXT NOT NULL,
        held_until DOUBLE PRECISION NOT NULL,
        location TEXT NOT NULL,
        error TEXT NOT NULL,
        begun_at DOUBLE PRECISION NOT NULL,
        ended_at DOUBLE PRECISION
    );
    CREATE TABLE IF NOT EXISTS parley_sessions (
        id TEXT PRIMARY KEY,
        identity TEXT NOT NULL,
        roles TEXT NOT NULL,
        key TEXT,
        ends_at DOUBLE PRECISION NOT NULL
    )
"""
# An event that was written stays as it is.
APPEND_ONLY_FUNCTION = """
    CREATE OR REPLACE FUNCTION parley_append_only() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'events are only appended'; END $$
"""
_APPEND_ONLY_POSTGRES = """
    CREATE OR REPLACE TRIGGER parley_approval_events_append_only
    BEFORE UPDATE ON parley_approval_events
    FOR EACH ROW EXECUTE FUNCTION parley_append_only()
"""
_APPEND_ONLY_SQLITE = """
    CREATE TRIGGER IF NOT EXISTS parley_approval_events_append_only
    BEFORE UPDATE ON parley_approval_events
    BEGIN SELECT RAISE(ABORT, 'events are only appended'); END
"""


async def transact[T](work: Callable[[Transaction], T]) -> T:
    """Return what `work` gives, run with the tables made.

    Raises:
        StorageError: the database can't be reached or written.
    """
    return await database.transact(FILE, _set_up, work)


def _set_up(rows: Transaction) -> None:
    for statement in _TABLES.split(";"):
        rows.execute(statement)
    if rows.postgres:
        rows.execute(APPEND_ONLY_FUNCTION)
        rows.execute(_APPEND_ONLY_POSTGRES)
    else:
        rows.execute(_APPEND_ONLY_SQLITE)

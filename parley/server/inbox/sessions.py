"""A key or a token, exchanged for a cookie that only these pages get.

The cookie is a random name for a row in the database: whoever steals a copy of the rows can't make
a cookie of it, logging out ends the session on every server, and a key that the operator took
back, or the end of a token, ends it too.
"""

import json
import math
import secrets
import time
from hashlib import sha256

from parley.approvals.tables import transact
from parley.server.identity import LOCAL, User, identify
from parley.settings import settings
from parley.storage.database import Transaction

COOKIE = "parley_inbox"
SECONDS = 12 * 3600


def new_cookie() -> str:
    """Return a value that nobody can guess."""
    return secrets.token_urlsafe(32)


def form_token(cookie: str) -> str:
    """Return what a form must carry beside the cookie: no other page can know it."""
    return sha256(f"form {cookie}".encode()).hexdigest()


async def begin(credential: str) -> str | None:
    """Return the cookie of a new session for whoever has this key or token; None for nobody."""
    credential = credential.strip()
    try:
        sent = credential.encode("latin-1")
    except UnicodeEncodeError:
        return None
    key: str | None = sha256(sent).hexdigest()
    user = await identify({b"x-api-key": sent})
    if user is None:
        key, user = None, await identify({b"authorization": b"Bearer " + sent})
    if user is None:
        return None
    cookie, now = new_cookie(), time.time()
    # A token says who someone is until it expires, and so does what it is exchanged for.
    ends_at = min(now + SECONDS, user.until if user.until is not None else math.inf)
    values = (_mark(cookie), user.identity, json.dumps(sorted(user.roles)), key, ends_at)

    def note(rows: Transaction) -> None:
        rows.execute("DELETE FROM parley_sessions WHERE ends_at < ?", (now,))
        rows.execute("INSERT INTO parley_sessions VALUES (?, ?, ?, ?, ?)", values)

    await transact(note)
    return cookie


async def user_of(cookie: str | None) -> User | None:
    """Return whose session it is now; without log-in there is one user."""
    if not settings().auth_on:
        return LOCAL
    if not cookie:
        return None
    found = await transact(
        lambda rows: rows.execute(
            "SELECT * FROM parley_sessions WHERE id = ? AND ends_at > ?",
            (_mark(cookie), time.time()),
        )
    )
    if not found:
        return None
    [session] = found
    if session["key"] is None:
        return User(session["identity"], frozenset(json.loads(session["roles"])))
    # What the operator says of the key today.
    holder = settings().auth_api_keys.get(session["key"])
    return User(holder.user, frozenset(holder.roles)) if holder else None


async def end(cookie: str) -> None:
    """End the session."""
    await transact(
        lambda rows: rows.execute("DELETE FROM parley_sessions WHERE id = ?", (_mark(cookie),))
    )


def _mark(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()

"""Whose run it is, for the lines that a server writes about it outside of its nodes."""

from cachetools import LRUCache

# Far more than are at work at a time.
_users: LRUCache[str, str] = LRUCache(4096)


def keep_user(run_id: str, user: str) -> None:
    """Keep the pseudonym of a run's user."""
    _users[run_id] = user


def user_of(run_id: str) -> str | None:
    """Return the pseudonym of a run's user, when it began in this process and is not long over."""
    return _users.get(run_id)

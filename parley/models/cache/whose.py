"""For whom an answer is kept."""

from langgraph.config import get_config

from parley.run_user import run_user
from parley.settings import settings


def whose() -> str | None:
    """Return the identity of the user who asks, or None when nobody can tell: keep nothing then.

    Outside of a server, or without log-in, there is one user (docs/operations.md).
    """
    try:
        identity = run_user(get_config().get("configurable", {}))
    except RuntimeError:  # no graph is running
        identity = None
    return identity or (None if settings().auth_on else "local")

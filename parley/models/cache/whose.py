"""For whom an answer is kept."""

from langgraph.config import get_config

from parley.settings import settings


def whose() -> str | None:
    """Return the identity of the user who asks, or None when nobody can tell: keep nothing then.

    Outside of a server, or without log-in, there is one user (docs/operations.md).
    """
    try:
        configurable = get_config().get("configurable", {})
    except RuntimeError:  # no graph is running
        configurable = {}
    identity = configurable.get("langgraph_auth_user_id")
    return str(identity) if identity else None if settings().auth_on else "local"

"""Whose run it is: what the engine noted when it took the run in, and no caller can change."""

from collections.abc import Mapping
from typing import Any


def run_user(configurable: Mapping[str, Any]) -> str | None:
    """Return the identity of the user that a run is for, or None outside of a server.

    Args:
        configurable: of the run's config.
    """
    # Every engine overwrites this one. The name beside it is the development server's alone:
    # elsewhere a caller could have written it.
    user = configurable.get("langgraph_auth_user")
    if user is None:
        return configurable.get("langgraph_auth_user_id")
    return str(user["identity"] if isinstance(user, Mapping) else user.identity)

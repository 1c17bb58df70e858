"""The environment this process was started with, before `langgraph dev` changed it."""

from collections.abc import Mapping

import psutil

# `langgraph dev` sets DATABASE_URI and REDIS_URI to these, for its own in-memory storage.
PLACEHOLDERS = {":memory:", "fake"}


def started_with(environment: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return `environment` with what the operator had set in place of each placeholder."""
    hidden = {name for name, value in environment.items() if value in PLACEHOLDERS}
    kept = {name: value for name, value in environment.items() if name not in hidden}
    return kept | {name: value for name in hidden if (value := _before(name.upper()))}


def _before(name: str) -> str | None:
    # The reloader's child is started with the changed environment, so its parents are asked too.
    me = psutil.Process()
    try:
        for process in (me, *me.parents()):
            value = process.environ().get(name)
            if value not in PLACEHOLDERS:
                return value
    except psutil.Error:  # a parent that has ended, or is somebody else's
        pass
    return None

"""Which run a call of a model belongs to."""

import asyncio

from langgraph.config import get_config


def run_id() -> str:
    """Return the id of the run, or of its thread, or of the task outside of any graph."""
    try:
        config = get_config()
    except RuntimeError:
        return str(id(asyncio.current_task()))
    known = {**(config.get("metadata") or {}), **(config.get("configurable") or {})}
    return str(known.get("run_id") or known.get("thread_id") or id(asyncio.current_task()))

"""Which run a call of a model belongs to."""

import asyncio

from langgraph.runtime import RunControl, get_runtime


def current_run() -> RunControl | None:
    """Return what LangGraph makes for a run, its subgraphs included; None outside of any.

    An id would not do: a caller may choose their run's, and without a server a run has none.
    """
    try:
        runtime = get_runtime()
    except (RuntimeError, KeyError):
        return None
    return runtime.control if runtime else None


def run_key() -> int:
    """Return a number that is this run's as long as it lasts, or the task's outside of any run."""
    return id(current_run() or asyncio.current_task())

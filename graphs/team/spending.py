"""What an article took: its tokens, money and time, over all runs that worked on it."""

import time
from typing import Any, TypedDict

from langgraph.runtime import Runtime

from parley.models.run import run_key
from parley.models.usage import run_usage


class Spending(TypedDict):
    """Of one run so far. A resumed run is another one, and its models are counted anew."""

    began: float  # seconds since 1970
    tokens: int
    cost: float | None  # US dollars; None when a price is unknown


def merge_spending(known: dict[str, Spending], new: dict[str, Spending]) -> dict[str, Spending]:
    """Keep for each run its first beginning and its largest sums: all specialists report them."""
    merged = dict(known)
    for run, spent in new.items():
        before = merged.get(run, spent)
        costs = [one["cost"] for one in (before, spent) if one["cost"] is not None]
        merged[run] = Spending(
            began=min(before["began"], spent["began"]),
            tokens=max(before["tokens"], spent["tokens"]),
            cost=max(costs) if len(costs) == 2 else None,
        )
    return merged


def spent_now(runtime: Runtime[Any]) -> dict[str, Spending]:
    """Return what the run of the current node has spent, under its id."""
    total = run_usage().total
    return {
        _run(runtime): Spending(began=time.time(), tokens=total.tokens, cost=total.cost_dollars)
    }


def seconds_spent(spending: dict[str, Spending], runtime: Runtime[Any]) -> float:
    """Return how long the current run has worked; what a person took to decide doesn't count."""
    mine = spending.get(_run(runtime))
    return time.time() - mine["began"] if mine else 0.0


def total(spending: dict[str, Spending]) -> tuple[int, float | None]:
    """Return the tokens and the dollars of all runs; None when a price is unknown."""
    costs = [spent["cost"] for spent in spending.values()]
    known = [cost for cost in costs if cost is not None]
    return (
        sum(spent["tokens"] for spent in spending.values()),
        sum(known) if len(known) == len(costs) else None,
    )


def _run(runtime: Runtime[Any]) -> str:
    info = runtime.execution_info
    # Without a server a run may have no id of its own.
    return (info and info.run_id) or f"in-process-{run_key()}"

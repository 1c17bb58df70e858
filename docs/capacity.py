"""Works out what many conversations take: `python docs/capacity.py [--check]`.

It stands in operations.md between `<!-- capacity -->` and `<!-- /capacity -->`, made from what a
turn costs by the figures of `make bench ONLY=load` in bench/results.json.
"""

import json
import math
import re
import sys
from collections.abc import Mapping, Sequence

from page import keep

from parley.settings import PROJECT

RESULTS = PROJECT / "bench" / "results.json"
# What is worked out, and what is assumed for it.
_CONVERSATIONS = 1_000_000
_TURNS = 10
_PEAK = 3
_DAY = 86_400
_FULL = 0.6  # a processor that is busier makes people wait
_POSTGRES_CORES = 32  # a large machine; Redis works on one
_KEPT_DAYS = 90
# Of one instance: 15 of the engine's, 15 of its checkpoints, 8 of Parley's.
_CONNECTIONS = 38
_NOT_YET = "Not measured yet: `make bench ONLY=load`, then `make docs`."


def renewed(text: str) -> str:
    """Return the text with the block made anew."""
    measured = json.loads(RESULTS.read_text(encoding="utf-8"))
    cost = {
        name.removeprefix("load_turn_"): float(figure["value"])
        for name, figure in measured.items()
        if name.startswith("load_turn_")
    }
    block = f"<!-- capacity -->\n{_worked_out(cost) if cost else _NOT_YET}\n<!-- /capacity -->"
    return block.join(re.split(r"<!-- capacity -->.*?<!-- /capacity -->", text, flags=re.DOTALL))


def _worked_out(cost: Mapping[str, float]) -> str:
    """Return the paragraphs and the table.

    Args:
        cost: of a turn, by the figures' names without `load_turn_`.
    """
    average = _CONVERSATIONS * _TURNS / _DAY
    peak = average * _PEAK
    needed = {
        part: math.ceil(peak * cost[f"{part}_ms"] / 1000 / _FULL)
        for part in ("instances", "postgres", "redis")
    }
    day_gb = _CONVERSATIONS * _TURNS * cost["database_kb"] / 1e6
    kept = f"{day_gb:,.0f} GB a day, {day_gb * _KEPT_DAYS / 1000:,.1f} TB in {_KEPT_DAYS} days"
    rows = [
        ("ms of instances' processors", "instances_ms", f"{needed['instances']} instances"),
        ("ms of Postgres's processors", "postgres_ms", f"{needed['postgres']} processors"),
        ("ms of Redis's processor", "redis_ms", f"{needed['redis']} of it"),
        ("rows written", "database_rows", ""),
        ("commits", "database_commits", ""),
        ("kB more in the database", "database_kb", kept),
    ]
    # Instances are added as needed; of these two there is one each.
    most = {
        f"Postgres with {_POSTGRES_CORES} processors": _POSTGRES_CORES / cost["postgres_ms"],
        "Redis with its one": 1 / max(cost["redis_ms"], 1e-9),
    }
    first, second = sorted(most, key=lambda name: most[name])
    turns = {name: most[name] * 1000 * _FULL for name in most}
    connections = needed["instances"] * _CONNECTIONS
    return f"""\
{_CONVERSATIONS:,} conversations of {_TURNS} turns a day are {average:.0f} turns in an average
second and, if the busiest has {_PEAK} times as many, {peak:.0f} in that one. No processor is to be
busier than {_FULL:.0%}.

| What | Of a turn | In an average second | In the busiest | That is |
| --- | --: | --: | --: | --- |
{_lines(rows, cost, average, peak)}

**What saturates first**: {first}, at {turns[first]:,.0f} turns a second, then
{second}, at {turns[second]:,.0f}. Before that, connections: an instance may
hold {_CONNECTIONS}, so all of them {connections:,}. Raise Postgres's `max_connections`, or put a
pooler that keeps sessions in between."""


def _lines(
    rows: Sequence[tuple[str, str, str]], cost: Mapping[str, float], average: float, peak: float
) -> str:
    return "\n".join(
        f"| {what} | {cost[name]:g} | {cost[name] * average:,.0f} | {cost[name] * peak:,.0f} "
        f"| {means} |"
        for what, name, means in rows
    )


if __name__ == "__main__":
    sys.exit(keep(PROJECT / "docs" / "operations.md", renewed, "needs", __doc__))

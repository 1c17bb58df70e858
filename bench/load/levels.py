"""How many turns a server takes a second, and how long people wait for their first event."""

import sys

from bench.figure import Figure
from bench.load.cost import Meter
from bench.load.engines import Engine, bare, parley
from bench.load.locusts import Found, talk
from tests.postgres import postgres
from tests.provider import Provider, Reply
from tests.server.cluster_server import ClusterServer

LEVELS = (1, 10, 50, 200)
_SECONDS = 12
_WARM = 4
# The level at which the cost of a turn is looked at: all are busy, and nobody waits for long.
COST_AT = 50
# Seconds that people take at most before they go on, as locust's own guide has them.
PAUSE = 5


async def _measure(engine: Engine) -> dict[str, Figure]:
    """Have ever more people talk with the two servers in turns."""
    figures: dict[str, Figure] = {}
    # Of one Postgres both together would want more connections than it gives.
    with Provider() as provider, postgres() as database, postgres() as another:
        provider.answer = lambda request: Reply(text="It is open from 10 to 16 on Sundays.")
        with (
            parley(engine, provider.url, database.get_uri()) as ours,
            bare(engine, provider.url, another.get_uri()) as theirs,
        ):
            for users in LEVELS:
                meter = (
                    Meter(ours, database)
                    if isinstance(ours, ClusterServer) and users == COST_AT
                    else None
                )
                mine = await _talk(ours.urls, "chat", users)
                if meter:
                    figures |= meter.figures(mine)
                other = await _talk(theirs.urls, "bare", users)
                figures |= _figures(engine, users, mine, other)
                if users == COST_AT:
                    call = await _talk(theirs.urls, "call", users)
                    figures |= _against_call(engine, mine, call, other)
                    mine = await _talk(ours.urls, "chat", users, PAUSE)
                    other = await _talk(theirs.urls, "bare", users, PAUSE)
                    figures |= _figures(f"{engine}_pausing", users, mine, other)
                provider.requests.clear()  # they would be megabytes
    return figures


async def measure_dev() -> dict[str, Figure]:
    """Measure `langgraph dev`."""
    return await _measure("dev")


async def measure_cluster() -> dict[str, Figure]:
    """Measure two instances of the open engine."""
    return await _measure("cluster")


async def _talk(servers: list[str], graph: str, users: int, pause: float = 0) -> Found:
    # Who pauses says less, so it takes longer until there is as much of it.
    seconds = _SECONDS if not pause else 3 * _SECONDS
    found = await talk(servers, graph, users, seconds, _WARM, pause)
    print(f"  {graph}: {found}", file=sys.stderr)
    return found


def _figures(what: str, users: int, ours: Found, theirs: Found) -> dict[str, Figure]:
    name = f"load_{what}_{{}}_{users}".format
    baseline = f"one bare node, {users} users"
    return {
        name("ratio"): Figure(
            _rounded(ours.per_second / theirs.per_second),
            "times",
            f"{baseline}: {theirs.per_second:.3g} runs/s; chat: {ours.per_second:.3g} runs/s",
            ours.runs,
        ),
        name("first_event_ms_p50"): Figure(
            _rounded(ours.p50),
            "ms",
            f"one bare node, {users} users: {theirs.p50:.3g} ms",
            ours.runs,
        ),
        name("first_event_ms_p99"): Figure(
            _rounded(ours.p99),
            "ms",
            f"one bare node, {users} users: {theirs.p99:.3g} ms",
            ours.runs,
        ),
    }


def _against_call(engine: str, ours: Found, call: Found, bare: Found) -> dict[str, Figure]:
    return {
        f"load_{engine}_against_one_call_{COST_AT}": Figure(
            _rounded(ours.per_second / call.per_second),
            "times",
            f"one node with one call of the same model by bare ChatOpenAI, {COST_AT} users: "
            f"{call.per_second:.3g} runs/s, which is {call.per_second / bare.per_second:.2g} of a "
            f"bare node's; chat: {ours.per_second:.3g} runs/s",
            ours.runs,
        )
    }


def _rounded(value: float) -> float:
    return float(f"{value:.3g}")

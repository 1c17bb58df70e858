"""soak: the memory of a cluster's instances after minutes of talk, against what it was at first."""

import asyncio
import sys

import psutil

from bench.figure import Figure
from bench.load.engines import parley
from bench.load.locusts import talk
from tests.postgres import postgres
from tests.provider import Provider, Reply
from tests.server.cluster_server import ClusterServer

_USERS = 20
_SECONDS = 150
# Until caches, pools and what is loaded at the first use are there.
_WARM = 40
_MB = 1e6


async def measure() -> dict[str, Figure]:
    """Talk, and look at the memory at the end of the warm-up and at the end of all."""
    with Provider() as provider, postgres() as database:
        provider.answer = lambda request: Reply(text="It is open from 10 to 16 on Sundays.")
        with parley("cluster", provider.url, database.get_uri()) as cluster:
            assert isinstance(cluster, ClusterServer)  # noqa: S101 - as asked for
            await talk(cluster.urls, "chat", _USERS, _WARM, 0)
            before = _memory(cluster)
            provider.requests.clear()
            found = await talk(cluster.urls, "chat", _USERS, _SECONDS, 0)
            await asyncio.sleep(3)  # what just ended is given back
            after = _memory(cluster)
    print(f"  {before:.0f} MB, then {after:.0f} MB after {found.all} turns", file=sys.stderr)
    return {
        "load_soak_memory_ratio": Figure(
            float(f"{after / before:.3g}"),
            "times",
            f"two instances after {_WARM} s of talk: {before:.3g} MB",
            found.all,
        )
    }


def _memory(cluster: ClusterServer) -> float:
    """Return the resident memory of both instances, in MB."""
    return sum(psutil.Process(each.pid).memory_info().rss for each in cluster.instances) / _MB

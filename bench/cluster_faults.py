"""cluster_faults: what becomes of accepted turns while everything under two instances fails.

Instances are killed, Postgres and Redis end without a word, and the way from an instance to
Postgres is cut, one after the other and two at once, at moments that a seed decides (FAULT_SEED).
People keep a ledger of what the cluster accepted; the figures are what it owes at the end.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure
from tests.provider import Provider
from tests.server.crowd import UNLIMITED, Crowd, account, answer
from tests.server.faulty import SEED, faulty
from tests.server.receivers import Hook

_FAULTS = 10  # moments; at some of them two things fail


async def measure() -> dict[str, Figure]:
    """Have people talk and publish while things fail, then look what became of it."""
    hook = Hook()
    with Provider() as provider, TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        provider.answer = answer
        model = {"OPENAI_BASE_URL": provider.url, "OPENAI_API_KEY": "scripted"}
        given = model | UNLIMITED | {"PUBLISH_WEBHOOK_URL": hook.url}
        with faulty(Path(folder), given, SEED) as broken:
            crowd = Crowd(broken.cluster.urls, SEED)
            await crowd.while_it_lasts(broken.some(list(broken.kinds), _FAULTS))
            found = await account(crowd, hook)
            print(*broken.met, found, sep="\n  ", file=sys.stderr)
    hook.stop()
    owed = {*found.unended, *found.lost, *found.doubled, *found.unpublished}
    faults = f"{len(broken.met)} faults, seed {SEED}"
    return {
        "cluster_lost_turns": Figure(
            len(owed),
            "turns",
            f"{found.turns} accepted on two instances over {faults}; "
            f"{len(found.failed)} ended with an error",
            found.turns,
        ),
        "cluster_double_publications": Figure(
            len(found.published_twice),
            "publications",
            f"{found.publications} approved on two instances over {faults}",
            found.publications,
        ),
    }


# A graph that was deleted takes the figures along.
FIGURES = (
    dict.fromkeys(("cluster_lost_turns", "cluster_double_publications"), measure)
    if find_spec("graphs.chat") and find_spec("graphs.approval")
    else {}
)

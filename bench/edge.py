"""edge: what a request takes longer because of all that is in front of the server's routes."""

import asyncio
import json
import time
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from bench.figure import Figure, added
from bench.interleave import interleaved
from tests.provider import Provider
from tests.server.dev_server import DevServer

_N = 20
_PAIRS = 50  # of requests in each measurement
_THREADS = 5
_KEY = "a key"
_LIMITS = {
    "AUTH_API_KEYS": json.dumps({sha256(_KEY.encode()).hexdigest(): {"user": "ann"}}),
    "RATE_LIMIT": "1000000/minute",
}


async def measure() -> dict[str, Figure]:
    """Ask both servers the same in turns, each over one connection that stays open."""
    with ExitStack() as stack:
        model = stack.enter_context(Provider())
        environment = {"OPENAI_BASE_URL": model.url}
        ours = await asyncio.to_thread(_start, stack, environment | _LIMITS, edge=True)
        theirs = await asyncio.to_thread(_start, stack, environment, edge=False)
        found = await interleaved(
            _N, lambda: asyncio.to_thread(_asked, ours), lambda: asyncio.to_thread(_asked, theirs)
        )
    baseline = "the same server without `auth` and `http.app`, p50 of a request"
    return {"edge_added_ms_p50": added(*found, baseline, "ms")}


FIGURES = {"edge_added_ms_p50": measure}


def _start(stack: ExitStack, environment: dict[str, str], *, edge: bool) -> httpx.Client:
    """Return a client of a new server with a few threads. Both end with `stack`."""
    folder = stack.enter_context(TemporaryDirectory())
    server = DevServer(Path(folder), environment)
    if not edge:
        _remove_edge(server.folder / "langgraph.json")
    stack.callback(server.kill)
    server.start()
    client = httpx.Client(base_url=server.url, headers={"x-api-key": _KEY}, timeout=60)
    stack.enter_context(client)
    for _ in range(_THREADS):
        client.post("/threads", json={}).raise_for_status()
    return client


def _remove_edge(config: Path) -> None:
    kept = json.loads(config.read_text())
    del kept["auth"], kept["http"]
    config.unlink()  # the link to Parley's own, or the next line would write to that
    config.write_text(json.dumps(kept))


def _asked(client: httpx.Client) -> float:
    """Return the median time of a request, in ms."""
    [thread, *_] = client.post("/threads/search", json={"limit": 1}).json()
    times = []
    for _ in range(_PAIRS):
        began = time.perf_counter()
        client.get(f"/threads/{thread['thread_id']}").raise_for_status()
        client.post("/threads/search", json={}).raise_for_status()
        # Two requests, timed together: one of them alone has a median of its own.
        times.append((time.perf_counter() - began) * 1000 / 2)
    return round(median(times), 3)

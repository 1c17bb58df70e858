"""server_ready: what Parley adds to the start and the memory of a `langgraph dev` server."""

import asyncio
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psutil

from bench.figure import Figure, ratio
from bench.interleave import interleaved
from tests.provider import Provider
from tests.server.dev_server import DevServer

_N = 5
_SETTLE = 3.0  # seconds from ready until memory is read
_MB = 1e6
_GRAPHS = {"chat", "team", "approval", "advisor"}

BARE_GRAPH = """
from langgraph.graph import START, MessagesState, StateGraph

async def answer(state):
    return {}

graph = StateGraph(MessagesState).add_node(answer).add_edge(START, "answer").compile()
"""
BARE_CONFIG = {"dependencies": ["."], "graphs": {"bare": "./bare.py:graph"}}


class Start(NamedTuple):
    """One start: seconds until the server answered, and its resident memory then in MB."""

    seconds: float
    memory: float


async def measure() -> dict[str, Figure]:
    """Start both servers in turns. A model is scripted, so that the embedded one doesn't start."""
    with Provider() as provider:
        ours, theirs = await interleaved(
            _N,
            lambda: asyncio.to_thread(_start_parley, provider.url),
            lambda: asyncio.to_thread(_start_bare),
        )
    bare = "bare server (`langgraph dev` with one graph of one node)"
    without = "Parley's embedded model not counted"
    return {
        "server_ready_ratio": ratio(
            [s.seconds for s in ours],
            [s.seconds for s in theirs],
            f"{bare}, from its start until it answers",
            "s",
        ),
        "server_memory_ratio": ratio(
            [s.memory for s in ours],
            [s.memory for s in theirs],
            f"{bare}, its resident memory; {without}",
            "MB",
        ),
    }


FIGURES = {"server_ready_ratio": measure, "server_memory_ratio": measure}


def _start_parley(model_url: str) -> Start:
    with TemporaryDirectory() as folder:
        return _start(DevServer(Path(folder), {"OPENAI_BASE_URL": model_url}), _GRAPHS)


def _start_bare() -> Start:
    with TemporaryDirectory() as folder:
        server = DevServer(Path(folder), {})
        config = server.folder / "langgraph.json"
        config.unlink()  # the link to Parley's own, or the next line would write to that
        config.write_text(json.dumps(BARE_CONFIG))
        (server.folder / "bare.py").write_text(BARE_GRAPH)
        return _start(server, {"bare"})


def _start(server: DevServer, graphs: set[str]) -> Start:
    began = time.perf_counter()
    try:
        server.start()
        served = {a["graph_id"] for a in server.sync_client.assistants.search(limit=100)}
        seconds = round(time.perf_counter() - began, 2)
        if served != graphs:
            raise RuntimeError(f"{sorted(served)} are served, not {sorted(graphs)}")
        time.sleep(_SETTLE)
        return Start(seconds, _memory())
    finally:
        server.kill()


def _memory() -> float:
    """Return the resident memory of the server, in MB: its process and all that it started."""
    [server] = [p for p in psutil.Process().children() if "langgraph_cli" in p.cmdline()]
    tree = [server, *server.children(recursive=True)]
    return round(sum(process.memory_info().rss for process in tree) / _MB, 1)

"""An endpoint that is dead delays no run, and the end of the process by five seconds at most."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from parley.settings import PROJECT
from tests.ingest import Ingest

# Runs of a graph in a process of their own, which says how long they took, and then ends.
RUNS = """
import asyncio, atexit, time

# Registered before anything of Parley is imported, it is the last to be called: all that waits at
# the end of a process has waited by then.
atexit.register(lambda: print(time.monotonic() - over, flush=True))

import os
from typing import TypedDict
from langgraph.graph import START, StateGraph
from parley.telemetry import observed
from parley.telemetry.tracing import client

client._END_SECONDS = float(os.environ.get("END_SECONDS", client._END_SECONDS))

class State(TypedDict, total=False):
    said: str

async def node(state: State) -> State:
    return {}

graph = observed(StateGraph(State).add_node(node).add_edge(START, "node").compile(name="x"))

async def main() -> None:
    for _ in range(200):
        await graph.ainvoke({"said": "hello " * 100})

began = time.monotonic()
asyncio.run(main())
over = time.monotonic()
print(over - began, flush=True)
"""
_AT_MOST = 5.0
# Two hundred runs take one second here; one hanging request for each of them would take hours.
_RUNS_SECONDS = 90.0


@dataclass
class Process:
    """What a process did: how long its runs took, and its end after them, in seconds."""

    runs: float
    end: float
    code: int


def process(environment: dict[str, str]) -> Process:
    running = subprocess.Popen(
        [sys.executable, "-c", RUNS],
        cwd=PROJECT,
        env={"PATH": "", "HOME": "/nonexistent", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    told, _ = running.communicate(timeout=110)
    runs, end = map(float, told.split())
    return Process(runs, end, running.returncode)


@pytest.fixture
def ingest() -> Iterator[Ingest]:
    with Ingest() as ingest:
        yield ingest


def refusing() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("mode", ["langsmith", "otlp"])
@pytest.mark.parametrize("fault", ["refuses", "hangs", "429", "500"])
def test_a_dead_endpoint_delays_neither_runs_nor_the_end(
    ingest: Ingest, fault: str, mode: str
) -> None:
    match fault:
        case "hangs":
            ingest.hangs = True
        case "429" | "500":
            ingest.status = int(fault)
    environment = getattr(ingest, mode)
    if fault == "refuses":
        dead = refusing()
        environment = {k: v.replace(ingest.url, dead) for k, v in environment.items()}
    done = process(environment)
    assert done.runs < _RUNS_SECONDS
    assert done.end < _AT_MOST
    assert done.code == 0


@pytest.mark.parametrize("mode", ["langsmith", "otlp"])
def test_at_the_end_everything_is_sent(ingest: Ingest, mode: str) -> None:
    # As long as it takes: how much a busy machine sends in three seconds is not what is asked here.
    assert process({**getattr(ingest, mode), "END_SECONDS": "100"}).code == 0
    roots = ingest.roots() if mode == "langsmith" else ingest.spans
    assert len([r for r in roots if (r["name"] if mode == "langsmith" else r.name) == "x"]) == 200

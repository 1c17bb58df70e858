"""Locust as a process of its own, and what it found."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

_PERSON = Path(__file__).with_name("person.py")


@dataclass(frozen=True)
class Found:
    """What people met.

    Attributes:
        users: how many talked at once.
        runs: how many turns they took after the warm-up.
        per_second: turns a second.
        p50: of the time to a run's first event, in ms.
        p99: likewise.
        all: turns with those of the warm-up.
    """

    users: int
    runs: int
    per_second: float
    p50: float
    p99: float
    all: int


async def talk(
    urls: list[str], graph: str, users: int, seconds: int, warm: int, pause: float = 0
) -> Found:
    """Have so many people talk with a graph for so many seconds, after the warm-up.

    With a `pause` each takes up to so many seconds before what is said next.

    Raises:
        RuntimeError: a turn failed, or none was taken.
    """
    with TemporaryDirectory() as folder:
        result = Path(folder) / "found.json"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "locust", "-f", str(_PERSON), "--headless", "--only-summary"),
            *("--users", str(users), "--spawn-rate", str(users)),
            *("--run-time", f"{seconds + warm}s", "--stop-timeout", "0", "--loglevel", "ERROR"),
            env=os.environ
            | {"LOAD_URLS": ",".join(urls), "LOAD_GRAPH": graph}
            | {"LOAD_WARM": str(warm), "LOAD_RESULT": str(result), "LOAD_PAUSE": str(pause)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        if not result.exists():
            raise RuntimeError(f"locust ended with {process.returncode}: {output.decode()[-2000:]}")
        found = json.loads(result.read_text())
    if found["failed"] or found["runs"] < 2:
        failed = found["failed"]
        raise RuntimeError(
            f"{len(failed)} turns of {graph} failed, {found['runs']} didn't: {failed[:1]}"
        )
    cuts = quantiles((first * 1000 for first in found["first"]), n=100, method="inclusive")
    return Found(
        users, found["runs"], found["runs"] / found["seconds"], cuts[49], cuts[98], found["all"]
    )

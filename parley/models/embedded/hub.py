"""Fetches the weights from the model hub's official repository."""

import shutil
import sys
from pathlib import Path
from threading import Event

from parley.models.embedded.download import OnBytes, StoppedError, UnreachableError, run
from parley.models.embedded.pinned import Pinned

_CLIENT = (sys.executable, "-m", "parley.models.embedded.hub_client")
_ENV = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_ETAG_TIMEOUT": "4",
    # One plain download has one set of timeouts, and no second copy in the hub's own cache.
    "HF_HUB_DISABLE_XET": "1",
}
# Where the hub is blocked, the first start waits this long, in seconds.
_PATIENCE = 8.0


def fetch(pinned: Pinned, folder: Path, on_bytes: OnBytes, stop: Event) -> Path:
    """Download the file into `folder` and return its path. A broken download starts anew.

    Raises:
        UnreachableError: the hub can't be reached or has no such file.
        StoppedError: `stop` was set.
    """
    into = folder / "hub"
    # The client names its unfinished file anew each time, so what it left is of no use.
    shutil.rmtree(into, ignore_errors=True)
    command = [*_CLIENT, pinned.repository, pinned.name, str(into)]
    try:
        run(command, folder, on_bytes, stop, env=_ENV, first_bytes_within=_PATIENCE)
    except (UnreachableError, StoppedError):
        shutil.rmtree(into, ignore_errors=True)
        raise
    return into / pinned.name

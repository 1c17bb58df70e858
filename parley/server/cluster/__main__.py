"""`python -m parley.server.cluster 127.0.0.1 2124`: two instances, and an eye on them."""

import os
import signal
import sys
import time
from types import FrameType

import httpx
from dotenv import dotenv_values

from parley.server.cluster import databases
from parley.server.cluster.instance import Instance, environment
from parley.server.port import main as unusable
from parley.settings import settings
from parley.settings.error import SettingsError
from parley.storage.errors import StorageError

_START_SECONDS = 120.0
_STOP_SECONDS = 20.0
_LOOK_SECONDS = 0.2
# One that ends so soon after its start will do so again.
_SOON_SECONDS = 30.0


class Ended(Exception):  # noqa: N818 - no error
    """Someone asked the cluster to end."""


def main(host: str, port: str) -> str | None:
    """Serve until Ctrl-C; return one sentence when nothing can be served, or no longer."""
    ports = [int(port), int(port) + 1]
    if reason := next(filter(None, (unusable(str(each)) for each in ports)), None):
        return reason.replace("make dev PORT=2025", "make cluster PORT=2224")
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    try:
        folder = settings().parley_data_dir / "postgres"
        with databases.postgres(folder) as database, databases.redis() as redis:
            # As with `make dev`, a line of .env wins over the environment.
            file = {name: value for name, value in dotenv_values(".env").items() if value}
            shared = environment(os.environ | file, database, redis)
            return _serve([Instance(host, each, shared) for each in ports])
    except (SettingsError, StorageError) as error:
        return str(error)
    except Ended:
        return None


def _serve(instances: list[Instance]) -> str | None:
    began: dict[int, float] = {}
    try:
        for instance in instances:  # one after the other: the first one makes the tables
            instance.start(sys.stderr.buffer)
            began[instance.port] = time.monotonic()
            if not _answers(instance):
                return f"The instance on port {instance.port} doesn't start: see above."
        urls = " and ".join(f"http://{instance.host}:{instance.port}" for instance in instances)
        print(f"Parley serves on {urls}. Ctrl-C ends both.", flush=True)
        while True:
            time.sleep(_LOOK_SECONDS)
            for instance in [each for each in instances if each.status is not None]:
                print(
                    f"The instance on port {instance.port} ended with status {instance.status}; "
                    "the other one takes over its runs.",
                    flush=True,
                )
                if time.monotonic() - began[instance.port] < _SOON_SECONDS:
                    return f"It ended soon after its start: see above, then {_AGAIN}."
                instance.start(sys.stderr.buffer)
                began[instance.port] = time.monotonic()
    finally:
        for instance in instances:
            instance.end()
        for instance in instances:
            instance.wait(_STOP_SECONDS)


_AGAIN = "run make cluster again"


def _answers(instance: Instance) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and instance.status is None:
        try:
            if httpx.get(f"http://{instance.host}:{instance.port}/ok", timeout=2).is_success:
                return True
        except httpx.HTTPError:
            time.sleep(_LOOK_SECONDS)
    return False


def _end(_signal: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not keep the first one from ending everything.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Ended


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

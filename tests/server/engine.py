"""Which engine the tests of a server run on, and what they need of it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from langgraph_sdk.client import LangGraphClient, SyncLangGraphClient

ENGINE = os.environ.get("PARLEY_TEST_ENGINE", "dev")
if ENGINE not in {"dev", "cluster"}:
    raise RuntimeError(f"PARLEY_TEST_ENGINE is dev or cluster, not {ENGINE}")
CLUSTER = ENGINE == "cluster"


class Server(Protocol):
    """`langgraph dev`, or two instances of the open engine.

    Attributes:
        folder: what it has as its working folder.
        log: the file that its output goes to.
    """

    folder: Path
    log: Path

    @property
    def url(self) -> str:
        """Where it answers; the same after a restart."""

    @property
    def urls(self) -> list[str]:
        """Where each of its instances answers."""

    @property
    def pid(self) -> int:
        """Its process, without those that it starts."""

    @property
    def client(self) -> LangGraphClient:
        """A client for the event loop that asks for it."""

    @property
    def sync_client(self) -> SyncLangGraphClient:
        """A client that blocks."""

    def forget_facts(self) -> None:
        """Forget what users said of themselves."""

    def start(self) -> None:
        """Start, or start again on the same state, and wait until it answers."""

    def kill(self) -> None:
        """`kill -9`."""

    def stop(self) -> None:
        """End in good order."""

    def discard(self) -> None:
        """End for good, in whatever order."""


type NewServer = Callable[[Path, dict[str, str]], Server]


def told(error: str) -> str:
    """What `runs.wait` calls this error of a run: the open engine knows one word for all."""
    return "Error" if CLUSTER else error

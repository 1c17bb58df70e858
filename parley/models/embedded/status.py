"""How far the embedded model is, for a program and for the person at the terminal."""

import sys
from dataclasses import dataclass
from typing import Literal

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Status:
    """A moment in the life of the embedded model.

    Attributes:
        stage: what it is doing.
        done: bytes of the weights fetched so far.
        total: bytes of the weights; 0 where nothing is fetched.
        message: one sentence for people.
    """

    stage: Literal["idle", "fetching", "starting", "ready", "failed"]
    done: int = 0
    total: int = 0
    message: str = ""


class ProgressBar:
    """Shows a download: a bar on a terminal, else a line in the log for each tenth."""

    def __init__(self, total: int) -> None:
        from tqdm import tqdm  # type: ignore[import-untyped]  # comes with the hub's client

        self._total = total
        self._logged = 0
        self._bar = (
            tqdm(total=total, desc="embedded model", unit="B", unit_scale=True)
            if sys.stderr.isatty()
            else None
        )

    def show(self, done: int) -> None:
        """Move to `done` bytes."""
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
        elif (tenth := 10 * done // self._total) > self._logged:
            self._logged = tenth
            log.info("fetching the embedded model's weights", percent=10 * tenth)

    def close(self) -> None:
        """Leave the terminal's line."""
        if self._bar is not None:
            self._bar.close()

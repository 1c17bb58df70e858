"""Keeps the embedded model alive in a process of its own, for every event loop of the server.

In a process of its own, because a crash of the runtime, or a processor that it can't run on,
must not take the server with it.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Lock, Thread

import structlog

from parley.models.embedded.download import OnBytes, StoppedError
from parley.models.embedded.pinned import QWEN_CODER
from parley.models.embedded.status import ProgressBar, Status
from parley.models.embedded.weights import find_or_fetch
from parley.models.errors import ModelError
from parley.settings import Settings, settings

log = structlog.get_logger(__name__)

Fetch = Callable[[Settings, OnBytes, Event], Path]

ENDPOINT = (sys.executable, "-m", "parley.models.embedded.endpoint")

_POLL = 0.2  # seconds
_RETRY_AFTER = 30.0  # seconds between two tries of what failed
_QUICK = 10.0  # seconds: who ends sooner never worked
_QUICK_DEATHS = 3  # in a row: it will not work
# How each system says that the processor doesn't know an instruction.
_ILLEGAL_INSTRUCTION = {-4, 0xC000001D}


class EmbeddedModel:
    """The embedded model's endpoint: fetched, started, watched, restarted, stopped.

    Every method may be called from any thread. The state is one immutable `Status`, replaced as
    a whole, so reading it needs no lock and belongs to no event loop.
    """

    def __init__(
        self,
        settings: Settings,
        command: Sequence[str] = ENDPOINT,
        fetch: Fetch = find_or_fetch,
    ) -> None:
        """Prepare; nothing starts yet.

        Args:
            settings: where the weights are.
            command: the child; `--weights FILE --port PORT` is added.
            fetch: finds the weights.
        """
        self._settings = settings
        self._command = command
        self._fetch = fetch
        self._status = Status("idle")
        self._url = ""
        self._failed_at = 0.0
        self._lock = Lock()
        self._stop = Event()
        self._thread: Thread | None = None
        self._child: subprocess.Popen[str] | None = None

    @property
    def status(self) -> Status:
        """What the model is doing now."""
        return self._status

    def start(self) -> None:
        """Begin in the background. Does nothing if it runs, or failed within half a minute."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            recent = time.monotonic() - self._failed_at < _RETRY_AFTER
            if self._status.stage == "failed" and recent:
                return
            self._status = Status("fetching", message="Looking for the embedded model's weights.")
            self._stop = Event()
            self._thread = Thread(
                target=self._run, args=(self._stop,), name="embedded-model", daemon=True
            )
            self._thread.start()

    async def ready(self, on_progress: Callable[[Status], None] | None = None) -> str:
        """Start if need be, wait until the model answers, and return its base URL.

        Args:
            on_progress: called with each new status, a few times a second at most.

        Raises:
            ModelError: it can't run; the message says what to do.
        """
        self.start()
        seen: Status | None = None
        while True:
            status = self._status
            if on_progress is not None and status != seen:
                on_progress(status)
            seen = status
            if status.stage == "ready":
                return self._url
            if status.stage in ("failed", "idle"):
                raise ModelError(status.message or "The embedded model was stopped.")
            # Several loops may wait here: a future or a condition would belong to one of them.
            await asyncio.sleep(_POLL)

    def stop(self) -> None:
        """End the download, the child and the thread. Blocks for a moment; safe to call twice."""
        with self._lock:
            self._stop.set()
            child, thread = self._child, self._thread
            if child is not None:
                child.kill()
        if thread is not None:
            thread.join(5)

    def _run(self, stop: Event) -> None:
        try:
            self._serve(self._weights(stop), stop)
            self._status = Status("idle", message="The embedded model was stopped.")
        except StoppedError:
            self._status = Status("idle", message="The embedded model was stopped.")
        except ModelError as error:
            log.error("embedded model failed", reason=str(error))
            self._fail(str(error))
        except Exception:
            log.exception("embedded model failed")
            self._fail("The embedded model can't be started: the server's log says why.")

    def _fail(self, message: str) -> None:
        self._failed_at = time.monotonic()
        self._status = Status("failed", message=message)

    def _weights(self, stop: Event) -> Path:
        if self._command is ENDPOINT and find_spec("xllamacpp") is None:
            raise ModelError(
                "The embedded model's runtime (xllamacpp) is not installed: run `make install`, "
                "or set OPENAI_API_KEY or OPENAI_BASE_URL to use another model."
            )
        bars: list[ProgressBar] = []

        def on_bytes(done: int) -> None:
            if not bars:  # nothing is shown where nothing is fetched
                bars.append(ProgressBar(QWEN_CODER.size))
            bars[0].show(done)
            message = f"Fetching the embedded model: {done / QWEN_CODER.size:.0%}."
            self._status = Status("fetching", done, QWEN_CODER.size, message)

        try:
            return self._fetch(self._settings, on_bytes, stop)
        finally:
            for bar in bars:
                bar.close()

    def _serve(self, weights: Path, stop: Event) -> None:
        """Run the child, again whenever it dies, until `stop` is set.

        Raises:
            ModelError: it dies at once each time.
        """
        port, quick = 0, 0
        while quick < _QUICK_DEATHS:
            self._status = Status("starting", message="Starting the embedded model.")
            began = time.monotonic()
            child = self._spawn(weights, port, stop)
            if child is None:
                return
            # Blocks until the child answers or dies; it dies when `stop()` kills it.
            if child.stdout and (line := child.stdout.readline()):
                self._url = json.loads(line)["url"]
                # The same again after a restart, so that clients' URLs stay right.
                port = int(self._url.rpartition(":")[2].partition("/")[0])
                seconds = round(time.monotonic() - began, 1)
                log.info("embedded model ready", url=self._url, seconds=seconds)
                self._status = Status("ready", message="The embedded model is ready.")
            code = child.wait()
            if stop.is_set():
                return
            quick = quick + 1 if time.monotonic() - began < _QUICK else 0
            self._status = Status("starting", message="Starting the embedded model again.")
            log.warning("embedded model ended", exit_code=code, restart_in=quick / 2)
            stop.wait(quick / 2)
        raise ModelError(_why(code))

    def _spawn(self, weights: Path, port: int, stop: Event) -> subprocess.Popen[str] | None:
        with self._lock:  # so that `stop()` misses no child
            if stop.is_set():
                return None
            self._child = subprocess.Popen(  # noqa: S603 - our own command
                [*self._command, "--weights", str(weights), "--port", str(port)],
                # Closes when this process ends, however it ends; the child ends with it.
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                # Ctrl-C at the terminal is for the server, which then stops the child.
                start_new_session=True,
            )
            return self._child


def _why(code: int) -> str:
    other = "set OPENAI_API_KEY or OPENAI_BASE_URL to use another model"
    if code in _ILLEGAL_INSTRUCTION:
        return f"The embedded model can't run on this processor, which lacks AVX2: {other}."
    if code == -9:
        return f"The embedded model was killed, most often for memory: free 2.5 GB, or {other}."
    return f"The embedded model ends as soon as it starts: the server's log says why, or {other}."


@cache
def embedded_model() -> EmbeddedModel:
    """Return the one embedded model of this server process."""
    return EmbeddedModel(settings())

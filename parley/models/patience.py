"""A limit of time for work that calls models, which stands still while its calls wait in line.

Behind a limit of calls at a time or in a minute, a call may wait long because of others: whoever is
last in line is not slow.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar


class _Patience:
    """Stops a timer for as long as calls wait for their turn and none has it."""

    def __init__(self, timer: asyncio.Timeout) -> None:
        self.over = False
        self._timer = timer
        self._waiting = 0
        self._called = 0
        self._left: float | None = None  # seconds, while it is stopped

    def count(self, *, waiting: int = 0, called: int = 0) -> None:
        """Add to the calls that wait, and to those that have their turn."""
        self._waiting += waiting
        self._called += called
        if self.over or self._timer.expired():
            return
        now = asyncio.get_running_loop().time()
        stopped = self._waiting > 0 and not self._called
        if stopped and self._left is None:
            self._left = (self._timer.when() or now) - now
            self._timer.reschedule(None)
        elif self._left is not None and not stopped:
            self._timer.reschedule(now + self._left)
            self._left = None


_patience: ContextVar[_Patience | None] = ContextVar("patience", default=None)


@asynccontextmanager
async def patient(seconds: float) -> AsyncIterator[asyncio.Timeout]:
    """Bound what is done within, its calls of models included, but not their wait in line.

    Raises:
        TimeoutError: it took longer than `seconds`.
    """
    async with asyncio.timeout(seconds) as timer:
        patience = _Patience(timer)
        token = _patience.set(patience)
        try:
            yield timer
        finally:
            patience.over = True
            _patience.reset(token)


@contextmanager
def in_line() -> Iterator[Callable[[], None]]:
    """Note a call that waits for its turn until it calls what is yielded, and has it until the end.

    Outside of any `patient` it does nothing.
    """
    patience = _patience.get()
    if patience is None:
        yield lambda: None
        return
    called = 0

    def begin() -> None:
        nonlocal called
        called = 1
        patience.count(waiting=-1, called=1)

    patience.count(waiting=1)
    try:
        yield begin
    finally:
        patience.count(waiting=called - 1, called=-called)

"""No search for garbage while a long list is read.

Python looks for cycles whenever so many new objects are there. While ten thousand messages are made
it does so again and again, and each time visits all that are made already: a third of a load. None
of them is garbage.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_change = Lock()
_readers = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the search back until the last of those who read at once has ended."""
    global _readers, _was_on
    with _change:
        if not _readers:
            _was_on = gc.isenabled()
            gc.disable()
        _readers += 1
    try:
        yield
    finally:
        with _change:
            _readers -= 1
            if not _readers and _was_on:
                gc.enable()

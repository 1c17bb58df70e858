"""Ends a child process with its parent, even one that is killed."""

import os
import threading


def end_with_parent() -> None:
    """Watch stdin, a pipe from the parent, and exit when it closes."""
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    # Not sys.stdin: its lock, held by this thread, aborts an ordinary exit.
    while os.read(0, 1024):
        pass
    # At once: threads of the runtime don't end when asked.
    os._exit(0)

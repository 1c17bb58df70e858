"""Says where a test hangs, before it is ended: pytest shows the loop's stack, which only waits."""

import asyncio
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def told_if_stuck(seconds: float) -> Iterator[None]:
    """Print the stacks of all threads and tasks to stderr if this lasts longer than that."""
    timer = threading.Timer(seconds, _tell)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _tell() -> None:
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():
        if ident != threading.get_ident():
            stack = "".join(traceback.format_stack(frame))
            print(f"thread {names.get(ident, ident)}:\n{stack}", file=sys.stderr)
    # Of every loop: asyncio itself only gives those of one.
    for task in list(asyncio.tasks._scheduled_tasks):  # type: ignore[attr-defined]
        if not task.done():
            print(f"task {task.get_name()}:\n{_stack(task)}", file=sys.stderr)


def _stack(task: asyncio.Task[object]) -> str:
    """Return the lines where a task and what it awaits stand, the innermost last."""
    lines = []
    awaited: object = task.get_coro()
    while awaited is not None:
        frame = (
            getattr(awaited, "cr_frame", None)
            or getattr(awaited, "gi_frame", None)
            or getattr(awaited, "ag_frame", None)
        )
        if frame is None:
            lines.append(f"  {awaited!r}")
            break
        lines.append(f"  {frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}")
        awaited = (
            getattr(awaited, "cr_await", None)
            or getattr(awaited, "gi_yieldfrom", None)
            or getattr(awaited, "ag_await", None)
        )
    return "\n".join(lines)

"""Seconds from asking until the first text of a stream, and until the end of what has no text."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

_HANG_UP = 0.5  # seconds in which the model notices that nobody listens, and is free again


async def until_text[T](stream: AsyncIterator[T], text: Callable[[T], str]) -> float:
    """Return the seconds until a part of `stream` has text, then leave the stream.

    Raises:
        RuntimeError: the stream ended before.
    """
    began = time.perf_counter()
    try:
        async for part in stream:
            if text(part):
                return round(time.perf_counter() - began, 3)
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()
        await asyncio.sleep(_HANG_UP)
    raise RuntimeError("the stream ended without any text")


async def until_done(answer: Awaitable[Any]) -> float:
    """Return the seconds until the answer is there."""
    began = time.perf_counter()
    await answer
    return round(time.perf_counter() - began, 3)

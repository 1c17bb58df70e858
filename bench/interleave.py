"""Two measurements in turns, so that a machine that slows down slows both of them."""

import sys
from collections.abc import Awaitable, Callable


async def interleaved[T](
    n: int, ours: Callable[[], Awaitable[T]], theirs: Callable[[], Awaitable[T]]
) -> tuple[list[T], list[T]]:
    """Measure ours, theirs, ours, theirs, ...: each `n` times.

    One more pair comes first and is thrown away: it pays for imports, for files that are not in
    memory yet and for the first connection.
    """
    pairs = []
    for turn in range(n + 1):
        pairs.append((await ours(), await theirs()))
        label = f"{turn} of {n}" if turn else "not counted"
        print(f"  {label}: {pairs[-1]}", file=sys.stderr)
    return [pair[0] for pair in pairs[1:]], [pair[1] for pair in pairs[1:]]

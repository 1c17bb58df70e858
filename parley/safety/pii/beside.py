"""Where a text is rewritten: patterns on the loop, names in a thread.

Patterns take microseconds. The model that guesses names takes milliseconds for each text, and
seconds to load; no other run waits for it.
"""

import asyncio
from collections.abc import Callable

from parley.safety.pii.policy import configured


async def beside[T](work: Callable[[], T]) -> T:
    """Return what `work` returns; it runs in a thread when the policy acts on names."""
    if configured().wants_names:
        return await asyncio.to_thread(work)
    return work()


def on_a_loop() -> bool:
    """Return whether others wait for what is done here and now."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True

"""Tries again what may work the next time, and waits longer before each try.

Nothing is tried again once a part of the answer is out: whoever reads it would read it twice.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import stamina
from prometheus_client import Counter

from parley.models.breaker import BreakerOpenError
from parley.models.call import Call
from parley.models.errors import ModelError

# Exponential backoff with jitter, as AWS describes it ("Exponential Backoff And Jitter", 2015).
_FIRST_SECONDS = 0.2
_MOST_SECONDS = 10.0
# Who asks for a longer wait is believed, but no run waits longer than this for one try.
_LONGEST_SECONDS = 30.0


_RETRIES = Counter(
    "parley_model_retries", "Tries of a call after its first, by endpoint", ["endpoint"]
)


def retried[T](call: Call[T], retries: int, said: Callable[[T], bool], endpoint: str) -> Call[T]:
    """Return a call that is tried up to `retries` times more.

    Args:
        call: one try.
        retries: how many more; 0 is none.
        said: whether an item holds any of the answer. What comes before that is held back.
        endpoint: how a person would name the place that is called.
    """

    async def tried() -> AsyncIterator[T]:
        held: list[T] = []
        async for attempt in stamina.retry_context(
            _wait,
            attempts=retries + 1,
            timeout=None,
            wait_initial=_FIRST_SECONDS,
            wait_max=_MOST_SECONDS,
            wait_jitter=_FIRST_SECONDS,
        ):
            if attempt.num > 1:
                _RETRIES.labels(endpoint).inc()
            with attempt:
                held.clear()
                answer = call()
                async for item in answer:
                    held.append(item)
                    if said(item):
                        break
        # Closed however it is left: what it holds, a turn in the queue, is needed by others.
        async with aclosing(answer):  # type: ignore[type-var]
            for item in held:
                yield item
            async for item in answer:
                yield item

    return tried


def _wait(error: Exception) -> bool | float:
    """Return whether to try again, or after how many seconds at least."""
    if not isinstance(error, ModelError) or not error.transient:
        return False
    if isinstance(error, BreakerOpenError):
        return False  # it will be open for longer than a user waits
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= _LONGEST_SECONDS else False

"""What answers when the model can't: a second model, then an honest short sentence."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import structlog

from parley.models.call import Call
from parley.models.errors import ModelError

log = structlog.get_logger(__name__)

UNAVAILABLE = "I can't answer at the moment: please ask again in a minute."
BROKEN_OFF = "\n\n(The answer broke off here: please ask again.)"


def or_second[T](call: Call[T], second: Callable[[], Awaitable[Call[T]]]) -> Call[T]:
    """Return a call that a second model answers, unless the first has begun to.

    Args:
        call: of the first model, all its tries included.
        second: finds the second model's call.
    """

    async def rescue(error: ModelError, begun: bool) -> Call[T]:
        if begun or not error.transient:
            raise error
        log.warning("the second model answers", because=str(error))
        return await second()

    return _rescued(call, rescue)


def or_sentence[T](call: Call[T], sentence: Callable[[str], T]) -> Call[T]:
    """Return a call that ends in a sentence of ours when no model can answer, or go on.

    Args:
        call: of every model that there is.
        sentence: makes an item of a text; the item is marked as `degraded`.
    """

    async def rescue(error: ModelError, begun: bool) -> Call[T]:
        if not error.transient:
            raise error  # the user or the operator has to change something
        log.warning("degraded answer", because=str(error))

        async def ours() -> AsyncIterator[T]:
            yield sentence(BROKEN_OFF if begun else UNAVAILABLE)

        return ours

    return _rescued(call, rescue)


def _rescued[T](call: Call[T], rescue: Callable[[ModelError, bool], Awaitable[Call[T]]]) -> Call[T]:
    """Return a call that goes on with another one, which `rescue` finds, when it fails.

    Args:
        rescue: gets the error, and whether a part of the answer is out; may raise it again.
    """

    async def answered() -> AsyncIterator[T]:
        begun = False
        try:
            async with aclosing(call()) as answer:  # type: ignore[type-var]
                async for item in answer:
                    begun = True
                    yield item
            return
        except ModelError as error:
            other = await rescue(error, begun)
        async with aclosing(other()) as answer:  # type: ignore[type-var]
            async for item in answer:
                yield item

    return answered

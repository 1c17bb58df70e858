"""Gives an answer again to the very same request, instead of asking the model."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any, cast
from weakref import WeakValueDictionary

import structlog
from langchain_core.outputs import ChatResult

from parley.models.cache.answer import Written, read, to_keep, written
from parley.models.cache.count import count
from parley.models.cache.kept import Kept, seconds
from parley.models.cache.key import Key
from parley.models.call import Call

log = structlog.get_logger(__name__)

# Whoever reads an answer may stop in the middle, without an end that others could wait for.
_PATIENCE_SECONDS = 60.0

_answers: Kept[Written] = Kept("model")
# Ends of the calls under way. Each event loop has its own: an event is of use on one only.
_under_way: WeakValueDictionary[tuple[int, Key], asyncio.Event] = WeakValueDictionary()


def cached[T](call: Call[T], key: Key | None) -> Call[T]:
    """Return a call that is answered from the cache where it can be.

    Of calls at the same time on one server, one is made, and the others wait for its answer. If
    there is none to keep, or not for a minute, they make their own: one caller's failure is no
    other's.

    Args:
        call: of one model, all its tries included, but no other model's.
        key: what `key_of` says of the request; None when it must be made each time.
    """
    if key is None or not seconds():
        return call

    async def answered() -> AsyncIterator[T]:
        here = (id(asyncio.get_running_loop()), key)
        if ended := _under_way.get(here):
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await ended.wait()
        ended = _under_way[here] = asyncio.Event()
        try:
            known = await _answers.find(*key)
            count("model", hit=known is not None)
            if known is not None:
                log.info("answer from the cache")
                ended.set()
                yield cast(T, read(known))
                return
            items: list[T] = []
            async with aclosing(call()) as answer:  # type: ignore[type-var]
                async for item in answer:
                    items.append(_copy(item))
                    if isinstance(item, ChatResult):  # nobody reads on after it
                        await _keep(key, items)
                    yield item
            await _keep(key, items)
        finally:
            ended.set()

    return answered


async def _keep[T](key: Key, items: list[T]) -> None:
    whole = to_keep(items)
    if whole is not None:
        with suppress(TypeError):  # it holds what only a provider's own class knows
            await _answers.keep(*key, written(whole))


def _copy[T](item: T) -> T:
    # Whoever gets an answer writes into it: ids and metadata.
    model: Any = item
    copied: T = model.model_copy(deep=True)
    return copied

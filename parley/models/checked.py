"""Every answer is checked and rewritten before anyone reads of it (parley/safety/output)."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from parley.models.call import Call
from parley.models.errors import ModelError
from parley.models.usage import Meter
from parley.safety.output.guard import Guard
from parley.safety.output.sentences import ModeratedError
from parley.safety.output.stream import released
from parley.safety.output.whole import released_whole
from parley.settings import settings


def checked(
    call: Call[ChatResult], messages: Sequence[BaseMessage], typed: bool
) -> Call[ChatResult]:
    """Return a call whose answer is as it may be read.

    Args:
        call: gives the answer whole.
        messages: what it answers.
        typed: it is an object: flagged, it is a ModelError.
    """
    if not settings().output_safety:
        return call

    async def clean() -> AsyncIterator[ChatResult]:
        guard = Guard.of(messages, typed=typed)
        async with aclosing(call()) as answer:  # type: ignore[type-var]
            async for result in answer:
                try:
                    yield await released_whole(result, guard)
                except ModeratedError as error:
                    raise ModelError(str(error)) from error

    return clean


def checked_stream(
    call: Call[ChatGenerationChunk], messages: Sequence[BaseMessage], typed: bool, meter: Meter
) -> Call[ChatGenerationChunk]:
    """Return a call whose answer is let out piece by piece, each as it may be read.

    Args:
        call: gives the answer in chunks. It is left where the answer is flagged.
        messages: what it answers.
        typed: it is an object: flagged, it is a ModelError.
        meter: counts what a call used that was left before it said so.
    """
    if not settings().output_safety:
        return call

    async def clean() -> AsyncIterator[ChatGenerationChunk]:
        guard = Guard.of(messages, typed=typed)
        written, told, ended = 0, False, False

        async def noted(
            chunks: AsyncIterator[ChatGenerationChunk],
        ) -> AsyncIterator[ChatGenerationChunk]:
            nonlocal written, told, ended
            async for chunk in chunks:
                written += len(chunk.text)
                told = told or bool(getattr(chunk.message, "usage_metadata", None))
                yield chunk
            ended = True

        async with aclosing(call()) as answer:  # type: ignore[type-var]
            try:
                async for chunk in released(noted(answer), guard):
                    yield chunk
            except ModeratedError as error:
                raise ModelError(str(error)) from error
            finally:
                if not (ended or told):
                    meter.estimate(messages, written)

    return clean

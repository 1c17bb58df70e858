"""Answers in chunks, and what is let out of them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import add_ai_message_chunks
from langchain_core.outputs import ChatGenerationChunk

from parley.safety.output.guard import Guard
from parley.safety.output.stream import released

ASKED: Sequence[BaseMessage] = (HumanMessage("Hi"),)


def chunk(content: Any, **fields: Any) -> ChatGenerationChunk:
    info = fields.pop("generation_info", None)
    message = AIMessageChunk(content=content, **fields)
    return ChatGenerationChunk(message=message, generation_info=info)


async def let_out(
    chunks: Iterable[Any], asked: Sequence[BaseMessage] = ASKED, *, typed: bool = False
) -> list[AIMessageChunk]:
    """What a reader gets, chunk by chunk; a text among `chunks` is one with this content."""

    async def written() -> AsyncIterator[ChatGenerationChunk]:
        for each in chunks:
            yield each if isinstance(each, ChatGenerationChunk) else chunk(each)

    answer = released(written(), Guard.of(asked, typed=typed))
    out: list[AIMessageChunk] = []
    async for ready in answer:
        assert isinstance(ready.message, AIMessageChunk)
        assert ready.text == ready.message.text
        out.append(ready.message)
    return out


def whole(chunks: Sequence[AIMessageChunk]) -> AIMessageChunk:
    """The message that they make together."""
    return add_ai_message_chunks(*chunks)

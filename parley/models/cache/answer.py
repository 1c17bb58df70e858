"""What of an answer is kept, in which form, and how it is given again."""

from typing import Any, cast

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.outputs.chat_generation import merge_chat_generation_chunks
from pydantic import BaseModel

# How providers say that an answer is complete: OpenAI and its like, then Anthropic.
_COMPLETE = {"stop", "tool_calls", "end_turn", "tool_use", "stop_sequence"}


def to_keep[T](items: list[T]) -> T | None:
    """Return a whole answer as one item; None when it is better asked for again.

    That is so when it was cut off, refused or filtered, is empty, or comes from us and not from
    the model.

    Args:
        items: copies of all that the call gave. The tokens' count is taken out of them: it is
            counted once.
    """
    if not items:
        return None
    # One chunk, since a thousand small ones take a hundred times the memory.
    merged: Any = (
        merge_chat_generation_chunks(cast(list[ChatGenerationChunk], items))
        if isinstance(items[0], ChatGenerationChunk)
        else items[0]
    )
    generations = merged.generations if isinstance(merged, ChatResult) else [merged]
    if len(generations) != 1 or not _good(generations[0]):
        return None
    message: Any = generations[0].message
    # A message with an id that its thread knows would take the place of the earlier one there.
    message.id = None
    message.usage_metadata = None
    message.response_metadata.pop("token_usage", None)
    message.response_metadata["cached"] = True
    parsed = message.additional_kwargs.get("parsed")
    if isinstance(parsed, BaseModel):  # its class may be another the next time, by the same name
        message.additional_kwargs["parsed"] = parsed.model_dump(mode="json", by_alias=True)
    if isinstance(merged, ChatResult):
        merged.llm_output = {**(merged.llm_output or {}), "token_usage": {}}
    return cast(T, merged)


def _good(generation: ChatGeneration) -> bool:
    message = generation.message
    if not isinstance(message, AIMessage):
        return False
    told: dict[str, Any] = {**(generation.generation_info or {}), **message.response_metadata}
    return (
        bool(message.content or message.tool_calls)
        and not message.invalid_tool_calls
        and not message.additional_kwargs.get("refusal")
        and not told.get("degraded")
        and (told.get("finish_reason") or told.get("stop_reason")) in _COMPLETE
    )


# An answer in parts that can be written, since its own classes lose fields of their message: the
# message, what generation and model say besides, and whether it was streamed.
type Written = tuple[BaseMessage, dict[str, Any] | None, dict[str, Any] | None, bool]


def written(answer: Any) -> Written:
    """Return the parts of what `to_keep` gave."""
    if isinstance(answer, ChatResult):
        [generation] = answer.generations
        return generation.message, generation.generation_info, answer.llm_output, False
    return answer.message, answer.generation_info, None, True


def read(parts: Written) -> ChatResult | ChatGenerationChunk:
    """Return the answer that these are the parts of."""
    message, info, output, streamed = parts
    if streamed:
        return ChatGenerationChunk(message=cast(Any, message), generation_info=info)
    generation = ChatGeneration(message=message, generation_info=info)
    return ChatResult(generations=[generation], llm_output=output)

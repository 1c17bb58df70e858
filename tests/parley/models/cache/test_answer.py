from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from parley.models.cache.answer import to_keep

_USAGE: Any = {"input_tokens": 10, "output_tokens": 2, "total_tokens": 12}


def result(content: str = "Hello.", finish: str | None = "stop", **more: Any) -> ChatResult:
    told = {"finish_reason": finish, "token_usage": {"total_tokens": 12}}
    told |= more.pop("response_metadata", {})
    message = AIMessage(content, id="1", usage_metadata=_USAGE, response_metadata=told, **more)
    return ChatResult(
        generations=[ChatGeneration(message=message)], llm_output={"token_usage": {"total": 12}}
    )


def chunk(content: str, finish: str | None = None, **more: Any) -> ChatGenerationChunk:
    told = {"finish_reason": finish} if finish else None
    return ChatGenerationChunk(message=AIMessageChunk(content, **more), generation_info=told)


def test_a_whole_answer_is_kept_without_its_id_and_price() -> None:
    kept = to_keep([result()])
    assert kept
    message = kept.generations[0].message
    assert isinstance(message, AIMessage)
    assert (message.content, message.id, message.usage_metadata) == ("Hello.", None, None)
    assert message.response_metadata == {"finish_reason": "stop", "cached": True}
    assert kept.llm_output == {"token_usage": {}}


def test_chunks_become_one() -> None:
    kept = to_keep(
        [chunk("Hel", id="1"), chunk("lo.", id="1"), chunk("", "stop", usage_metadata=_USAGE)]
    )
    assert kept
    message = kept.message
    assert isinstance(message, AIMessageChunk)
    assert (message.content, message.id, message.usage_metadata) == ("Hello.", None, None)


def test_calls_of_tools_are_kept() -> None:
    calls: list[Any] = [{"name": "add", "args": {"a": 1}, "id": "1", "type": "tool_call"}]
    assert to_keep([result("", "tool_calls", tool_calls=calls)])


@pytest.mark.parametrize(
    "bad",
    [
        result(finish="length"),
        result(finish="content_filter"),
        result(finish=None),
        result(""),
        result(additional_kwargs={"refusal": "No."}),
        result(response_metadata={"degraded": True}),
        result(invalid_tool_calls=[{"name": "add", "args": "{", "id": "1", "error": None}]),
        ChatResult(generations=[*result().generations, *result().generations]),
        ChatResult(generations=[]),
    ],
)
def test_what_is_no_good_answer_is_not_kept(bad: ChatResult) -> None:
    assert to_keep([bad]) is None


def test_chunks_that_end_too_early_are_not_kept() -> None:
    assert to_keep([chunk("Hel"), chunk("lo")]) is None
    assert to_keep([chunk("Hel"), chunk("", "length")]) is None
    assert to_keep([]) is None

"""Answers that come whole are those that a stream gives, in every part of a message."""

import pytest
from hypothesis import given
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from parley.safety.output.guard import Guard
from parley.safety.output.sentences import STOPPED, ModeratedError
from parley.safety.output.whole import _sentences, released_whole
from parley.safety.pii import configured, rewrite
from tests.parley.safety.output.answers import ASKED
from tests.parley.safety.output.samples import texts

CARD = "4111 1111 1111 1111"
THREAT = "I will kill you. "


async def answer(message: AIMessage, *, typed: bool = False) -> AIMessage:
    info = {"logprobs": [CARD], "finish_reason": "stop"}
    result = ChatResult(generations=[ChatGeneration(message=message, generation_info=info)])
    [generation] = (await released_whole(result, Guard.of(ASKED, typed=typed))).generations
    assert "logprobs" not in repr(generation)
    assert isinstance(generation.message, AIMessage)
    return generation.message


@given(texts)
def test_the_sentences_are_the_text(text: str) -> None:
    assert "".join(_sentences(text)) == text


@given(texts)
async def test_a_text_is_rewritten(text: str) -> None:
    assert (await answer(AIMessage(text))).text == rewrite(text, configured())[0]


async def test_what_comes_before_a_flagged_sentence_stays() -> None:
    told = await answer(AIMessage(f"Pay with {CARD}. {THREAT}Bye."))
    assert CARD not in repr(told)
    assert told.text == "Pay with [CARD]. " + STOPPED
    assert told.response_metadata["moderated"] == "harassment/threatening"
    assert told.response_metadata["finish_reason"] == "content_filter"


async def test_arguments_of_tools_are_rewritten() -> None:
    calls = [{"name": "pay", "id": "1", "args": {"to": [CARD], "n": 4111111111111111}}]
    told = await answer(AIMessage("", tool_calls=calls))
    assert told.tool_calls[0]["args"] == {"to": ["[CARD]"], "n": 0}


async def test_flagged_arguments_call_no_tool() -> None:
    calls = [{"name": "say", "id": "1", "args": {"text": THREAT}}]
    told = await answer(AIMessage("Hello.", tool_calls=calls))
    assert (told.text, told.tool_calls) == ("Hello." + STOPPED, [])


async def test_arguments_that_are_no_json_are_rewritten_too() -> None:
    call = {"name": "pay", "id": "1", "args": f'{{"to": "{CARD}', "error": None}
    told = await answer(AIMessage("", invalid_tool_calls=[call]))
    assert "[CARD]" in str(told.invalid_tool_calls)


async def test_blocks_are_rewritten() -> None:
    blocks = [
        {"type": "thinking", "thinking": CARD, "signature": "s"},
        {"type": "text", "text": CARD},
        {"type": "tool_use", "id": "1", "name": "pay", "input": {"to": CARD}},
    ]
    told = await answer(AIMessage(blocks))
    assert str(told.content).count("[CARD]") == 3


async def test_a_flagged_object_is_an_error() -> None:
    with pytest.raises(ModeratedError):
        await answer(AIMessage('{"note": "I will kill you"}'), typed=True)

"""What is let out of a stream: nothing flagged, nothing personal, and all of the rest."""

from typing import Any

import pytest
from hypothesis import given
from langchain_core.messages import SystemMessage

from parley.safety.output.sentences import STOPPED, WITHHELD, ModeratedError
from parley.safety.pii import configured, rewrite
from parley.settings import settings
from tests.parley.safety.output.answers import ASKED, chunk, let_out, whole
from tests.parley.safety.output.samples import chunked

CARD = "4111 1111 1111 1111"
THREAT = "I will kill you. "


@given(chunked())
async def test_what_comes_out_is_the_whole_text_rewritten(chunks: list[str]) -> None:
    out = await let_out(chunks)
    assert "".join(c.text for c in out) == rewrite("".join(chunks), configured())[0]


async def test_nothing_is_out_until_a_sentence_ends() -> None:
    out = await let_out(["Hel", "lo th", "ere. ", "You"])
    assert [c.text for c in out] == ["Hello there. ", "You"]


async def test_with_a_number_of_characters_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTPUT_HOLD_BACK", "5")
    settings.cache_clear()
    out = await let_out(["Hello ", "there, ", "you."])
    assert [c.text for c in out] == ["Hello ", "there, ", "you."]


async def test_a_flagged_sentence_ends_it() -> None:
    out = await let_out(["Hello. ", THREAT, "And more. "])
    assert "".join(c.text for c in out) == "Hello. " + STOPPED
    assert out[-1].response_metadata["moderated"] == "harassment/threatening"


async def test_flagged_at_once_it_is_one_sentence() -> None:
    assert [c.text for c in await let_out([THREAT, "And more."])] == [WITHHELD]


async def test_what_begins_in_one_sentence_and_ends_in_the_next_is_flagged() -> None:
    out = await let_out(["I know where you live. ", "So I come to find you. ", "Bye."])
    assert "find you" not in "".join(c.text for c in out)


async def test_what_is_read_after_a_flag_is_nothing() -> None:
    read: list[str] = []

    def written() -> Any:
        for text in (THREAT, "more ", "and more "):
            read.append(text)
            yield text

    await let_out(written())
    assert read == [THREAT]


async def test_usage_and_the_end_come_after_the_text() -> None:
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    end = chunk("", generation_info={"finish_reason": "stop"}, usage_metadata=usage)
    out = await let_out(["No end", end])
    assert [c.text for c in out] == ["No end", ""]
    assert out[-1].usage_metadata == usage


async def test_what_is_told_of_an_answer_comes_in_one_piece() -> None:
    used: Any = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    parts = [
        chunk("", usage_metadata=used),
        chunk("No end"),
        chunk("", generation_info={"finish_reason": "stop"}),
        chunk("", usage_metadata=used),
    ]
    out = await let_out(parts)
    assert [c.text for c in out] == ["No end", ""]
    [last] = [c for c in out if c.usage_metadata]
    assert last.usage_metadata
    assert last.usage_metadata["total_tokens"] == 6
    assert last.chunk_position == "last"


async def test_no_token_is_told_beside_the_text() -> None:
    info = {"logprobs": {"content": [{"token": CARD}]}}
    out = await let_out([chunk(CARD, generation_info=info), chunk("", generation_info=info)])
    assert CARD not in repr(out)


def call(args: str, **fields: Any) -> Any:
    part = {"name": None, "id": None, "index": 0, "args": args, "type": "tool_call_chunk"}
    return chunk("", tool_call_chunks=[part | fields])


async def test_arguments_of_tools_are_rewritten_and_stay_json() -> None:
    parts = ['{"to": "DE89 37', "04 0044 0532 0130 0", '0\\nbye", "card": ', "4111111111111111}"]
    out = await let_out([call("", name="pay", id="1"), *(call(part) for part in parts)])
    [made] = whole(out).tool_calls
    assert made["args"] == {"to": "[IBAN]\nbye", "card": 0}
    assert (made["name"], made["id"]) == ("pay", "1")


async def test_a_flagged_answer_calls_no_tool() -> None:
    out = await let_out([call('{"a": 1}', name="pay", id="1"), THREAT, "more"])
    assert whole(out).tool_calls == []


async def test_flagged_arguments_call_no_tool() -> None:
    out = await let_out(["Hello. ", call('{"say": "I will kill you"}', name="say", id="1")])
    assert whole(out).tool_calls == []
    assert whole(out).text == "Hello. " + STOPPED


def block(text: str, **fields: Any) -> Any:
    return chunk([{"type": "text", "text": text, "index": 0} | fields])


async def test_blocks_are_held_back_too() -> None:
    out = await let_out([block("Pay 4111 1111 "), block("1111 1111 now. "), block("Bye")])
    assert [c.text for c in out] == ["Pay [CARD] now. ", "Bye"]
    assert len(whole(out).content) == 1


async def test_what_a_model_thinks_is_rewritten_by_itself() -> None:
    thought = {"type": "thinking", "thinking": f"It is {CARD}", "index": 0, "signature": "s"}
    out = whole(await let_out([chunk([thought]), block("Hello.", index=1)]))
    assert CARD not in str(out)
    assert "[CARD]" in str(out.content)
    assert out.text == "Hello."


async def test_a_flagged_block_ends_it() -> None:
    out = whole(await let_out([block("Hello. "), block(THREAT), block("more")]))
    assert out.text == "Hello. " + STOPPED


async def test_a_call_of_a_tool_in_blocks_is_rewritten() -> None:
    use = {"type": "tool_use", "id": "1", "name": "pay", "input": {}, "index": 0}
    part = {"type": "input_json_delta", "partial_json": '{"to": "4111 1111 1111 1111"}', "index": 0}
    out = whole(await let_out([chunk([use]), chunk([part])]))
    assert CARD not in str(out)


async def test_an_object_comes_at_once_and_stays_json() -> None:
    out = await let_out(['{"a": "4111 ', '1111 1111 1111", "b": "x. ', 'y"}'], typed=True)
    assert [c.text for c in out] == ['{"a": "[CARD]", "b": "x. y"}']


async def test_a_flagged_object_is_an_error() -> None:
    with pytest.raises(ModeratedError):
        await let_out(['{"a": "I will kill you"}'], typed=True)


async def test_a_repeated_system_prompt_is_taken_out() -> None:
    told = "You are the assistant of a bank in Rome. The vault opens at noon, and nobody in town "
    told += "may know of it, whoever asks and however often they do it."
    chunks = [f"{word} " for word in f"Well. {told} Is that all?".split()]
    out = await let_out(chunks, (SystemMessage(told), *ASKED))
    assert "".join(c.text for c in out) == "Well. [SYSTEM PROMPT]. Is that all? "


async def test_a_key_of_the_server_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "swordfish-of-the-king")
    settings.cache_clear()
    out = await let_out(["My key is sword", "fish-of-the-", "king. Bye."])
    assert whole(out).text == "My key is [SECRET]. Bye."


async def test_an_empty_answer_stays_one() -> None:
    end = chunk("", generation_info={"finish_reason": "stop"})
    assert [c.text for c in await let_out(["", end])] == [""]

"""The model's JSON becomes OpenAI's answer or tool calls, whole or in chunks."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.models.embedded.tool_reply import StreamRewriter, rewrite

CALL = '{"need": "a product", "tool": "calculator", "arguments": {"expression": "2*3"}}'


def answer(text: Any) -> str:
    return json.dumps({"need": "an answer", "tool": "none", "answer": text})


def completion(content: str | None, finish_reason: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {"choices": [{"message": message, "finish_reason": finish_reason}], "usage": {"x": 1}}


def stream(pieces: list[str], finish_reason: str = "stop") -> list[dict[str, Any]]:
    rewriter = StreamRewriter()
    deltas: list[tuple[dict[str, Any], str | None]] = [
        ({"role": "assistant", "content": None}, None)
    ]
    deltas += [({"content": piece}, None) for piece in pieces]
    deltas += [({}, finish_reason)]
    chunks = [{"choices": [{"index": 0, "delta": d, "finish_reason": f}]} for d, f in deltas]
    return [new for chunk in chunks for new in rewriter.feed(chunk)]


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)


def finish_of(chunks: list[dict[str, Any]]) -> str | None:
    return chunks[-1]["choices"][0]["finish_reason"]  # type: ignore[no-any-return]


def test_a_call() -> None:
    choice = rewrite(completion(CALL))["choices"][0]
    called = choice["message"]["tool_calls"][0]["function"]
    assert (called["name"], json.loads(called["arguments"]), choice["finish_reason"]) == (
        "calculator",
        {"expression": "2*3"},
        "tool_calls",
    )


def test_an_answer() -> None:
    choice = rewrite(completion(answer("Six.")))["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("Six.", "stop")


def test_an_answer_in_the_clients_schema_is_json() -> None:
    content = rewrite(completion(answer({"n": 6})))["choices"][0]["message"]["content"]
    assert json.loads(content) == {"n": 6}


def test_usage_stays() -> None:
    assert rewrite(completion(CALL))["usage"] == {"x": 1}


@pytest.mark.parametrize("length", range(len(CALL)))
def test_a_call_cut_off_at_its_length_reaches_no_tool(length: int) -> None:
    choice = rewrite(completion(CALL[:length], "length"))["choices"][0]
    assert ("tool_calls" in choice["message"], choice["finish_reason"]) == (False, "length")


def test_an_answer_cut_off_keeps_its_beginning() -> None:
    cut = answer("Six is it.")[:-7]
    assert rewrite(completion(cut, "length"))["choices"][0]["message"]["content"] == "Six i"


@pytest.mark.parametrize("content", [None, "", "no json", "[1]"])
def test_a_reply_that_is_no_object_is_empty(content: str | None) -> None:
    assert rewrite(completion(content))["choices"][0]["message"]["content"] == ""


# A machine that is busy with other tests is no fault of the code.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(), ascii_only=st.booleans(), data=st.data())
def test_a_streamed_answer_is_the_answer(text: str, ascii_only: bool, data: st.DataObject) -> None:
    written = json.dumps({"need": "", "tool": "none", "answer": text}, ensure_ascii=ascii_only)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(written)))))
    pieces = [written[a:b] for a, b in zip([0, *cuts], [*cuts, len(written)], strict=True)]
    assert text_of(stream(pieces)) == text


def test_an_answer_streams_as_it_is_written() -> None:
    chunks = stream(['{"need": "", "tool": "none", "answer": "One', " two", ' three"}'])
    texts = [chunk["choices"][0]["delta"].get("content") for chunk in chunks]
    assert [text for text in texts if text] == ["One", " two", " three"]


def test_the_first_chunk_has_the_role() -> None:
    assert stream([CALL])[0]["choices"][0]["delta"]["role"] == "assistant"


def test_a_streamed_call_is_one_chunk_and_an_end() -> None:
    *_, call, end = stream(list(CALL))
    delta = call["choices"][0]["delta"]["tool_calls"][0]
    assert (delta["index"], delta["function"]["name"], finish_of([end])) == (
        0,
        "calculator",
        "tool_calls",
    )


def test_a_streamed_call_has_no_text() -> None:
    assert text_of(stream(list(CALL))) == ""


def test_a_streamed_call_cut_off_reaches_no_tool() -> None:
    chunks = stream([CALL[:-5]], "length")
    assert not [chunk for chunk in chunks if "tool_calls" in chunk["choices"][0]["delta"]]


def test_the_usage_chunk_passes() -> None:
    usage: dict[str, Any] = {"choices": [], "usage": {"total_tokens": 3}}
    assert list(StreamRewriter().feed(usage)) == [usage]

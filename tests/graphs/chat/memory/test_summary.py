"""A summary's digest is that of what the messages say, whether they come with names or not."""

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import BaseMessage, HumanMessage

from graphs.chat.memory.summary import digest
from parley.messages import Named

_PART = 50


def conversation(length: int, salt: str = "") -> list[BaseMessage]:
    return [HumanMessage(f"{n} {salt}", id=f"{n}") for n in range(length)]


def named(messages: list[BaseMessage], salt: str = "") -> Named:
    parts = range(len(messages) // _PART)
    return Named(messages, [f"{part} {salt}".encode() for part in parts], _PART)


@given(st.integers(0, 220), st.integers(0, 220))
def test_names_change_no_digest(length: int, more: int) -> None:
    messages = conversation(length + more)
    told = digest(messages[:length])
    # The first time all is read, then not.
    assert [digest(named(messages), length) for _ in range(2)] == [told, told]
    assert digest(messages, length) == told


@given(st.integers(1, 220), st.data())
def test_an_edited_message_is_told(length: int, data: st.DataObject) -> None:
    messages = conversation(length)
    told = digest(named(messages))
    at = data.draw(st.integers(0, length - 1))
    messages[at] = HumanMessage("edited", id=messages[at].id)
    # Its part has another name, or none yet.
    names = named(messages).names
    changed = Named(messages, names[: at // _PART], _PART)
    assert digest(changed) != told


def test_names_of_other_lengths_are_not_used() -> None:
    messages = conversation(60)
    other = Named(messages, [b"0 "] * 30, 2)
    digest(named(conversation(60, "other")))
    assert digest(other) == digest(messages)

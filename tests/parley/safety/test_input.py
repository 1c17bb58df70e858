from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage, SystemMessage
from langgraph.types import Send

from parley.messages import UNREADABLE
from parley.safety.input import MAX_CHARACTERS, InputError, admit, problem, refuse

GOOD = HumanMessage("Hello\tthere,\nworld", id="good")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (HumanMessage("", id=UNREADABLE), "can't be read"),
        (HumanMessage(""), "empty"),
        (HumanMessage("x" * (MAX_CHARACTERS + 1)), "shorten it"),
        (HumanMessage("a\x00b"), "control characters"),
        (HumanMessage("a\x1b[31mb"), "control characters"),
        (HumanMessage([{"type": "text", "text": "a\x07b"}]), "control characters"),
    ],
)
def test_a_bad_message_is_named(message: HumanMessage, said: str) -> None:
    assert said in (problem(message) or "")


@pytest.mark.parametrize(
    "text", ["Hi", "Two\nlines\r\n\tand a tab", "日本語", "x" * MAX_CHARACTERS]
)
def test_ordinary_text_comes_in(text: str) -> None:
    assert problem(HumanMessage(text)) is None


async def first(*messages: Any) -> Any:
    return await admit("respond")(state={"messages": list(messages)})


async def test_a_good_message_goes_on() -> None:
    assert (await first(GOOD)).goto == "respond"


@pytest.mark.parametrize(
    "messages", [[], [AIMessage("I speak first")], [GOOD, SystemMessage("Obey")], [AIMessage("x")]]
)
async def test_the_user_has_the_last_word(messages: list[Any]) -> None:
    command = await first(*messages)
    assert command.goto.node == "refuse"


async def test_a_refused_message_is_removed_and_no_other() -> None:
    bad = HumanMessage("a\x00b", id="bad")
    command = await first(HumanMessage("earlier", id="1"), AIMessage("yes", id="2"), GOOD, bad)
    assert command.update == {"messages": [RemoveMessage("bad")]}


async def test_a_bad_message_before_a_good_one_is_refused_too() -> None:
    command = await first(HumanMessage("x" * 1_000_000, id="long"), GOOD)
    assert isinstance(command.goto, Send)
    assert command.update == {"messages": [RemoveMessage("long")]}


async def test_what_was_answered_is_not_read_again() -> None:
    old = HumanMessage("x" * 1_000_000, id="long")
    assert (await first(old, AIMessage("too long", id="2"), GOOD)).goto == "respond"


async def test_a_refusal_says_why() -> None:
    with pytest.raises(InputError, match="because"):
        await refuse({"reason": "because"})

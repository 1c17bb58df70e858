"""What the model sees holds to its promises, whatever the conversation was."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from graphs.chat.memory.room import CONVERSATION
from graphs.chat.memory.summary import Summary, digest
from graphs.chat.memory.tokens import tokens
from graphs.chat.memory.view import Strategy, View, view
from graphs.chat.memory.window import Limit, newest
from parley.models.errors import ModelError
from tests.graphs.chat.memory.conversation import conversations, turns

STRATEGIES: list[Strategy] = ["buffer", "window", "summary"]
SYSTEM = "Be kind."

strategies = st.sampled_from(STRATEGIES)
limits = st.builds(Limit, st.integers(100, 3000), st.none() | st.integers(1, 6))
rooms = st.integers(1500, 8000)


def summary_of(messages: Sequence[BaseMessage], count: int) -> Summary:
    return Summary(
        text="All went well.", details=["I am Ada."], count=count, digest=digest(messages[:count])
    )


def seen(
    messages: Sequence[BaseMessage],
    strategy: Strategy,
    limit: Limit,
    most: int,
    cut: float,
    system: str = SYSTEM,
) -> View:
    """With a summary up to some user's message, as they are made."""
    count = newest(messages[: max(1, int(cut * len(messages)))], Limit(1))
    return view(messages, system, strategy, limit, most, None, summary_of(messages, count))


cases = given(conversations(), strategies, limits, rooms, st.floats(0, 1))
broken = given(conversations(broken=True), strategies, limits, rooms, st.floats(0, 1))


@broken
def test_no_call_is_without_its_answers(
    messages: list[BaseMessage], strategy: Strategy, limit: Limit, most: int, cut: float
) -> None:
    wanted: list[str | None] = []
    for message in seen(messages, strategy, limit, most, cut).prompt:
        if isinstance(message, ToolMessage):
            assert message.tool_call_id in wanted
            wanted.remove(message.tool_call_id)
        else:
            assert not wanted
            wanted = [c["id"] for c in message.tool_calls] if isinstance(message, AIMessage) else []
    assert not wanted


@broken
def test_the_system_prompt_comes_first_and_something_follows(
    messages: list[BaseMessage], strategy: Strategy, limit: Limit, most: int, cut: float
) -> None:
    first, *rest = seen(messages, strategy, limit, most, cut).prompt
    assert isinstance(first, SystemMessage)
    assert first.text.startswith(SYSTEM)
    if any(isinstance(m, HumanMessage) for m in messages):
        assert isinstance(rest[0], HumanMessage)


@cases
def test_a_prompt_is_never_oversized(
    messages: list[BaseMessage], strategy: Strategy, limit: Limit, most: int, cut: float
) -> None:
    assert sum(map(tokens, seen(messages, strategy, limit, most, cut).prompt)) <= most


@given(
    conversations(),
    strategies,
    limits,
    rooms,
    st.floats(0, 1),
    st.integers(0, 6_000).map("ab 漢".__mul__),
)
def test_a_system_prompt_of_any_length_fits_or_is_refused(
    messages: list[BaseMessage],
    strategy: Strategy,
    limit: Limit,
    most: int,
    cut: float,
    system: str,
) -> None:
    if tokens(SystemMessage(system)) > most - CONVERSATION:
        with pytest.raises(ModelError, match="shorten it"):
            seen(messages, strategy, limit, most, cut, system)
        return
    prompt = seen(messages, strategy, limit, most, cut, system).prompt
    assert sum(map(tokens, prompt)) <= most
    assert prompt[0].text.startswith(system)
    assert prompt[-1].id == messages[-1].id
    assert all(message.content for message in prompt if message.type == "human")


@cases
def test_the_newest_message_is_there_in_the_middle_of_a_tool_loop_too(
    messages: list[BaseMessage], strategy: Strategy, limit: Limit, most: int, cut: float
) -> None:
    prompt = seen(messages, strategy, limit, most, cut).prompt
    assert prompt[-1].id == messages[-1].id
    asked = next(m for m in reversed(messages) if isinstance(m, HumanMessage))
    assert asked.id in {m.id for m in prompt}


@cases
def test_what_is_shown_is_the_end_of_the_conversation(
    messages: list[BaseMessage], strategy: Strategy, limit: Limit, most: int, cut: float
) -> None:
    shown = [m.id for m in seen(messages, strategy, limit, most, cut).prompt[1:]]
    assert shown == [m.id for m in messages[len(messages) - len(shown) :]]


@given(conversations(), limits)
def test_a_window_fits_unless_the_newest_turn_alone_does_not(
    messages: list[BaseMessage], limit: Limit
) -> None:
    prompt = view(messages, SYSTEM, "window", limit, 100_000).prompt[1:]
    humans = sum(isinstance(m, HumanMessage) for m in prompt)
    assert humans == 1 or sum(map(tokens, prompt)) <= limit.tokens
    assert limit.turns is None or humans <= limit.turns


def test_a_buffer_shows_everything() -> None:
    messages = turns(50)
    assert view(messages, SYSTEM, "buffer", Limit(100), 100_000).prompt[1:] == messages


@pytest.mark.parametrize("limit", [Limit(500), Limit(10_000, turns=8)])
def test_the_windows_beginning_moves_in_steps(limit: Limit) -> None:
    conversation, start, starts = turns(100), None, []
    for end in range(1, len(conversation), 2):
        start = view(conversation[:end], SYSTEM, "window", limit, 100_000, start).start
        starts.append(start["index"])
    moves = sum(a != b for a, b in pairwise(starts))
    assert 0 < moves <= len(starts) / 4


def test_a_wider_window_shows_more_at_once() -> None:
    messages = turns(100)
    narrow = view(messages, SYSTEM, "window", Limit(200), 100_000)
    wide = view(messages, SYSTEM, "window", Limit(4000), 100_000, narrow.start)
    assert len(wide.prompt) > 4 * len(narrow.prompt)


def test_a_summary_stands_for_what_it_covers() -> None:
    messages = turns(10)
    prompt = view(
        messages, SYSTEM, "summary", Limit(3000), 6000, None, summary_of(messages, 10)
    ).prompt
    assert "All went well." in prompt[0].text
    assert "I am Ada." in prompt[0].text
    assert prompt[1:] == messages[10:]


@pytest.mark.parametrize(
    "change",
    [
        lambda messages: [*messages[:2], HumanMessage("Edited", id="2"), *messages[3:]],
        lambda messages: [*messages[:2], *messages[4:]],
        lambda messages: [*messages[:4], HumanMessage("Another branch", id="new")],
    ],
    ids=["edited", "removed", "branched"],
)
def test_a_summary_of_another_branch_is_never_shown(change: object) -> None:
    messages = turns(10)
    changed = change(messages)  # type: ignore[operator]
    shown = view(changed, SYSTEM, "summary", Limit(3000), 6000, None, summary_of(messages, 10))
    assert shown.summary is None
    assert "All went well." not in shown.prompt[0].text


def test_what_left_the_window_and_is_not_summarized_yet_keeps_its_details() -> None:
    messages = turns(30, size=400)
    messages[12] = HumanMessage("My locker has the number 4417.", id="12")
    shown = view(messages, SYSTEM, "summary", Limit(800), 6000, None, summary_of(messages, 10))
    assert "4417" in shown.prompt[0].text
    assert "4417" not in str(shown.prompt[1:])

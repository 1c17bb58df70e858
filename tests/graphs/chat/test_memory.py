from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.messages.utils import count_tokens_approximately

from graphs.chat.memory import window

turns = st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=30)


def conversation(texts: list[str]) -> list[HumanMessage | AIMessage]:
    """Turns of a user and an assistant, the user's last."""
    if len(texts) % 2 == 0:
        texts = texts[1:]
    return [AIMessage(t) if i % 2 else HumanMessage(t) for i, t in enumerate(texts)]


@given(turns, st.integers(min_value=10, max_value=500))
def test_the_newest_message_is_always_in_the_window(texts: list[str], limit: int) -> None:
    messages = conversation(texts)
    assert window(messages, limit)[-1] == messages[-1]


@given(turns, st.integers(min_value=10, max_value=500))
def test_the_window_is_the_end_of_the_conversation(texts: list[str], limit: int) -> None:
    messages = conversation(texts)
    kept = window(messages, limit)
    assert kept == messages[len(messages) - len(kept) :]


@given(turns, st.integers(min_value=10, max_value=500))
def test_the_window_fits_unless_one_message_alone_does_not(texts: list[str], limit: int) -> None:
    kept = window(conversation(texts), limit)
    assert len(kept) == 1 or count_tokens_approximately(kept) <= limit


@given(turns, st.integers(min_value=10, max_value=500))
def test_the_window_begins_with_the_user(texts: list[str], limit: int) -> None:
    assert isinstance(window(conversation(texts), limit)[0], HumanMessage)

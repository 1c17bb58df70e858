import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage

from graphs.chat.memory.details import MAX_TOKENS, details
from graphs.chat.memory.tokens import tokens_of


@pytest.mark.parametrize(
    "said",
    [
        "My locker has the number 4417.",
        "The meeting is on Friday.",
        "Please send it to Zoe.",
        "We decided to use blue paint.",
        "The price is 3.50 euros.",
    ],
)
def test_names_numbers_dates_and_decisions_are_kept_word_for_word(said: str) -> None:
    assert details([], [HumanMessage(f"Well. {said} What do you think?")]) == [said]


@pytest.mark.parametrize("said", ["Thanks a lot.", "How much is 2 + 2?", "Tell me a story."])
def test_small_talk_and_questions_are_not(said: str) -> None:
    assert details([], [HumanMessage(said)]) == []


def test_what_the_assistant_says_is_no_detail_of_the_user() -> None:
    assert details([], [AIMessage("My locker has the number 4417.")]) == []


def test_facts_of_oneself_outlast_a_flood_of_others() -> None:
    flood = [HumanMessage(f"Chapter {n} of the book tells of the year {n}.") for n in range(200)]
    kept = details(["My locker has the number 4417."], flood)
    assert kept[0] == "My locker has the number 4417."
    assert kept[-1] == flood[-1].text


@given(st.lists(st.text("ab1.N ", max_size=300), max_size=60))
def test_they_never_grow_beyond_their_bound(texts: list[str]) -> None:
    kept = details([], [HumanMessage(text) for text in texts])
    assert sum(tokens_of(sentence) + 2 for sentence in kept) <= MAX_TOKENS

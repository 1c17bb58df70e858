from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graphs.team.gathering import gathered
from graphs.team.sources import Source, add_sources, usable
from graphs.team.state import Passage


def passage(quote: str, question: int = 1, *, file: str = "a.md", spare: bool = False) -> Passage:
    found = Passage(title="T", location=f"{file} § {quote}", quote=quote, question=question)
    return Passage(**found, spare=True) if spare else found


def quotes(*found: Passage, sources: Any = (), most: int = 6) -> str:
    state: Any = {"found": list(found), "sources": list(sources)}
    return "".join(one["quote"] for one in gathered(state, most))


def test_pages_that_the_user_named_come_first_then_each_question_in_turn() -> None:
    found = [passage("a", 1), passage("b", 1), passage("c", 2), passage("d", 2), passage("p", 0)]
    assert quotes(*found) == "pacbd"
    assert quotes(*found, most=3) == "pac"


def test_few_sources_are_filled_up_from_what_was_not_chosen() -> None:
    spare = [passage(quote, spare=True) for quote in "bcdef"]
    assert quotes(passage("a"), *spare) == "abcd"


def test_enough_sources_are_left_as_they_were_chosen() -> None:
    assert quotes(*map(passage, "abcd"), passage("e", spare=True)) == "abcd"


def test_no_more_than_the_operator_allows_fill_up() -> None:
    assert quotes(passage("a"), *(passage(q, spare=True) for q in "bcd"), most=2) == "ab"


def test_what_one_question_chose_and_another_did_not_is_chosen() -> None:
    assert quotes(passage("a", 1), passage("b", 1, spare=True), passage("b", 2)) == "ab"


def test_what_is_a_source_or_was_one_is_not_taken_again() -> None:
    sources: Any = add_sources([], [passage("a"), passage("b")])
    removed = add_sources(sources, [{"id": 2, "removed": True}])
    found = [passage("a"), passage("b", spare=True), passage("c", spare=True)]
    assert quotes(*found, sources=removed) == "c"


passages = st.lists(
    st.builds(
        passage,
        st.sampled_from("abcdefgh"),
        st.integers(0, 3),
        file=st.sampled_from(["a.md", "b.md"]),
        spare=st.booleans(),
    ),
    max_size=16,
)


@given(passages, passages, st.integers(1, 8))
def test_there_are_never_more_than_allowed_and_fewer_only_for_want(
    before: list[Passage], found: list[Passage], most: int
) -> None:
    sources: list[Source] = add_sources([], before[:most])
    state: Any = {"found": found, "sources": sources}
    after = usable(add_sources(sources, gathered(state, most)))
    assert len(after) <= most
    chosen = {one["quote"] for one in [*sources, *found] if not one.get("spare")}
    every = {one["quote"] for one in [*sources, *found]}
    assert len(after) >= min(most, len(every), max(len(chosen), 4))

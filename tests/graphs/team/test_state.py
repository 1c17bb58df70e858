from hypothesis import given
from hypothesis import strategies as st

from graphs.team.sources import add_sources, usable
from parley.search.found import Found

found = st.lists(
    st.builds(Found, title=st.just("T"), location=st.just("l"), quote=st.text(max_size=2)),
    max_size=6,
)


@given(found, found)
def test_a_number_never_changes_its_source(first: list[Found], second: list[Found]) -> None:
    before = add_sources([], first)
    assert add_sources(before, second)[: len(before)] == before


@given(found, found)
def test_numbers_count_from_one_without_gaps(first: list[Found], second: list[Found]) -> None:
    sources = add_sources(add_sources([], first), second)
    assert [s["id"] for s in sources] == list(range(1, len(sources) + 1))


@given(found)
def test_the_same_quote_is_kept_once(quotes: list[Found]) -> None:
    sources = add_sources(add_sources([], quotes), quotes)
    assert len({s["quote"] for s in sources}) == len(sources)


@given(found, found, st.integers(min_value=1, max_value=6))
def test_a_removed_source_keeps_its_number_and_is_not_found_again(
    first: list[Found], second: list[Found], number: int
) -> None:
    before = add_sources([], first)
    removed = add_sources(before, [{"id": number, "removed": True}])
    after = add_sources(removed, [*second, *first])
    assert [s["id"] for s in after] == list(range(1, len(after) + 1))
    assert [(s["id"], s["quote"]) for s in after[: len(before)]] == [
        (s["id"], s["quote"]) for s in before
    ]
    assert number not in {s["id"] for s in usable(after) if number <= len(before)}


def test_a_removal_can_be_taken_back() -> None:
    known = add_sources([], [Found(title="T", location="l", quote="q")])
    removed = add_sources(known, [{"id": 1, "removed": True}])
    assert usable(removed) == []
    assert len(usable(add_sources(removed, [{"id": 1, "removed": False}]))) == 1

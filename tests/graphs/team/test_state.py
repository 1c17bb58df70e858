from hypothesis import given
from hypothesis import strategies as st

from graphs.team.state import add_sources
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

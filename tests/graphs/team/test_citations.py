from hypothesis import given
from hypothesis import strategies as st

from graphs.team.citations import cite, cited_numbers
from graphs.team.sources import Source

SOURCES = [
    Source(id=1, title="A", location="a.md", quote="A circuit breaker opens after failures."),
    Source(id=2, title="B", location="b.md", quote="Jitter spreads retries over time."),
]


def test_a_sentence_gets_the_source_that_says_it() -> None:
    assert cite("Jitter spreads retries.", SOURCES) == "Jitter spreads retries [2]."


def test_a_wrong_number_is_replaced() -> None:
    assert cite("Jitter spreads retries [1].", SOURCES) == "Jitter spreads retries [2]."


def test_a_number_without_a_source_is_dropped() -> None:
    assert cite("Jitter spreads retries [9].", SOURCES) == "Jitter spreads retries [2]."


def test_what_no_source_says_stays_uncited() -> None:
    draft = cite("Bananas are yellow [1]. Jitter spreads retries.", SOURCES)
    assert draft == "Bananas are yellow. Jitter spreads retries [2]."


def test_a_citation_that_its_source_may_bear_out_stays() -> None:
    # In other words, so that only a model could tell.
    draft = "By jitter, retries happen over more time [2]."
    assert cite(draft, SOURCES) == draft


def test_nothing_but_citations_changes() -> None:
    draft = "# T\n\n- Jitter   spreads retries.\n- It\n  opens.\n\n```\ncode [1]\n```\n"
    assert cite(draft, SOURCES).replace(" [2]", "").replace(" [1]", "") == draft.replace(" [1]", "")


def test_headings_are_left_alone() -> None:
    assert cite("# Jitter spreads retries\n\nJitter.", SOURCES).startswith(
        "# Jitter spreads retries\n"
    )


def test_without_sources_nothing_is_cited() -> None:
    assert cite("Jitter spreads retries [1].", []) == "Jitter spreads retries."


@given(st.text(alphabet=st.sampled_from("ab jitter retries.!?[]123#\n"), max_size=200))
def test_every_citation_names_a_source(draft: str) -> None:
    assert cited_numbers(cite(draft, SOURCES)) <= {1, 2}


@given(st.text(alphabet=st.sampled_from("ab jitter retries.!?[]12#\n"), max_size=200))
def test_citing_twice_changes_nothing(draft: str) -> None:
    once = cite(draft, SOURCES)
    assert cite(once, SOURCES) == once

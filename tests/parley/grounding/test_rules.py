import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.grounding.rules import opinion
from parley.grounding.verdict import Source

TEXT = (
    "A breaker opens after five failures in a row, and calls are rejected at once. "
    "It does not count refusals. Nygard described it in 2007."
)
SOURCE = Source(1, TEXT, "Circuit breakers")


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        ("A breaker opens after five failures in a row.", "supported"),
        ("A circuit breaker opens after 5 failures.", "supported"),
        ("A breaker opens after seven failures in a row.", "contradicted"),
        ("A breaker closes after five failures in a row.", "contradicted"),
        ("It counts refusals.", "contradicted"),
        ("Nygard described it in 2012.", "contradicted"),
        ("Fowler described it in a blog.", "absent"),
        ("Breakers are painted red in most countries.", "absent"),
        ("A breaker is used at Netflix.", "absent"),
    ],
)
def test_what_a_source_says_of_a_claim(claim: str, status: str) -> None:
    assert opinion(claim, SOURCE).status == status


def test_what_was_asked_about_needs_no_source() -> None:
    asked = opinion(
        "At Netflix, a breaker opens after five failures.", SOURCE, "Breakers at Netflix"
    )
    assert asked.status == "supported"


def test_the_topic_alone_supports_nothing() -> None:
    found = opinion("Bananas are yellow.", SOURCE, "Are bananas yellow?")
    assert found.status == "absent"


def test_letters_of_an_abbreviation_are_found_in_what_they_stand_for() -> None:
    source = Source(1, "Retrieval-augmented generation finds passages and puts them in the prompt.")
    assert "RAG" not in opinion("In short, RAG finds passages.", source).why


@pytest.mark.parametrize(
    ("claim", "text", "status"),
    [
        ("Trams are faster than buses.", "Buses are the faster of the two, trams run late.", False),
        ("Trams are faster than buses.", "Trams run often, and buses are slower.", True),
        ("Ada built the mill, Ben the barn.", "Ben built the mill. Ada built the barn.", False),
        ("Ada built the mill, Ben the barn.", "Ada built the mill. Ben built the barn.", True),
    ],
)
def test_who_does_what_is_not_exchanged(claim: str, text: str, status: bool) -> None:
    assert (opinion(claim, Source(1, text)).status != "contradicted") == status


texts = st.text(alphabet=st.sampled_from("ab cd not 12 open close Ef. ,!"), max_size=120)


@given(texts, texts)
def test_a_quote_stands_verbatim_in_its_source(claim: str, text: str) -> None:
    found = opinion(claim, Source(1, text))
    assert found.quote in text
    assert 0 <= found.coverage <= 1


@given(texts)
def test_a_source_supports_its_own_words(text: str) -> None:
    assert opinion(text, Source(1, text)).status == "supported"

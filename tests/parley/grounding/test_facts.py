import pytest

from parley.grounding.facts import names, negated, numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,200 people", "twelve hundred people"),
        ("two hours", "2 hours"),
        ("a quarter of them", "25% of them"),
        ("25 percent of them", "25% of them"),
        ("3 million euros", "3,000,000 euros"),
        ("twenty one days", "21 days"),
    ],
)
def test_a_number_is_the_same_in_any_writing(one: str, other: str) -> None:
    assert numbers(one) == numbers(other) != set()


@pytest.mark.parametrize("text", ["one of them", "the first time", "no number at all", ""])
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == set()


def test_a_time_is_kept_as_it_is_written() -> None:
    assert numbers("at 5:12 on 3 May") == {"5:12", "3"}


def test_names_are_capitals_within_a_sentence() -> None:
    assert names("Yesterday Ada met Charles at the RAG workshop. Then she left.") == {
        "Ada",
        "Charles",
        "RAG",
    }


def test_not_reaches_to_the_end_of_its_clause() -> None:
    assert negated("It does not store texts, but it counts them.") == {"store", "text"}

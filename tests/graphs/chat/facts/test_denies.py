import pytest

from graphs.chat.facts.denies import denies
from tests.graphs.chat.facts.pairs import BOTH_HOLD


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("I don't smoke any more.", "I smoke."),
        ("I smoke again.", "I don't smoke"),
        ("I'm not allergic to peanuts.", "I am allergic to peanuts!"),
        ("I no longer play tennis.", "I play tennis on Mondays."),
        ("I eat fish on Fridays now.", "I never eat fish."),
    ],
)
def test_the_same_with_a_not_denies_it(new: str, known: str) -> None:
    assert denies(new, known)


@pytest.mark.parametrize(
    ("new", "known"),
    [
        *((b, a) for a, b in BOTH_HOLD),
        ("I don't like jazz from the eighties.", "I like jazz."),
        ("I play chess.", "I play tennis."),
    ],
)
def test_what_holds_beside_it_is_not_denied(new: str, known: str) -> None:
    assert not denies(new, known)

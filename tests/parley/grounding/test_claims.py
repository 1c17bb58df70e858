import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.grounding.claims import claims

ARTICLE = """# Circuit breakers work well

A breaker opens after failures, e.g. five in a row [1]. It saves time [2][3]!

- Calls are rejected [1].
- What about Dr. Smith? He agrees with Nygard.

```
print("Code is no claim at all.")
```
"""


def texts(answer: str) -> list[str]:
    return [claim.text for claim in claims(answer)]


def test_sentences_are_claims_and_headings_questions_and_code_are_not() -> None:
    assert texts(ARTICLE) == [
        "A breaker opens after failures, e.g. five in a row.",
        "It saves time!",
        "Calls are rejected.",
        "He agrees with Nygard.",
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "# Fruit\nBananas are yellow.",
        "***\nBananas are yellow.",
        "Bananas are yellow.\n---",
        "#Bananas are yellow.",
        "<!-- fruit --> Bananas are yellow.",
        "| a | b |\nBananas are yellow.",
        "***Bananas*** are yellow.",
    ],
)
def test_what_stands_beside_a_heading_or_a_rule_is_a_claim_all_the_same(answer: str) -> None:
    assert len(texts(answer)) == 1


def test_what_a_claim_cites_is_read() -> None:
    assert [claim.cites for claim in claims(ARTICLE)] == [(1,), (2, 3), (1,), ()]


def test_a_claim_stands_where_it_says() -> None:
    first = claims(ARTICLE)[0]
    assert ARTICLE[first.start : first.end] == (
        "A breaker opens after failures, e.g. five in a row [1]."
    )


def test_a_citation_behind_the_full_stop_belongs_to_the_sentence() -> None:
    [one, two] = claims("Jitter spreads retries. [4] Backoff waits longer each time. [5]")
    assert (one.cites, two.cites) == ((4,), (5,))


@given(st.text(alphabet=st.sampled_from("ab cd Ef.!?[]12#\n-*"), max_size=200))
def test_claims_are_in_order_and_never_overlap(answer: str) -> None:
    end = 0
    for claim in claims(answer):
        assert end <= claim.start < claim.end <= len(answer)
        end = claim.end

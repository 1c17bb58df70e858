"""A share with the range that chance leaves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics.interval import pass_rate, wilson


def test_wilsons_interval_is_the_textbooks() -> None:
    # Newcombe (1998), table I: 81 of 263 has 0.2553 to 0.3662.
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_all_passed_is_not_certain() -> None:
    assert wilson(5, 5).low < 0.6
    assert pass_rate([1] * 10, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]).low == wilson(5, 5).low


def test_nothing_has_no_rate() -> None:
    with pytest.raises(ValueError, match="no results"):
        wilson(0, 0)
    with pytest.raises(ValueError, match="no results"):
        pass_rate([], [])


def test_ten_wordings_of_one_case_are_no_ten_cases() -> None:
    passed = [1.0] * 30 + [0.0] * 30
    apart = pass_rate(passed, list(range(60)))
    together = pass_rate(passed, [n // 10 for n in range(60)])
    assert together.high - together.low > 1.5 * (apart.high - apart.low)


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 5)), min_size=1))
def test_the_rate_lies_in_its_interval(scores: list[tuple[float, int]]) -> None:
    found = pass_rate([score for score, _ in scores], [cluster for _, cluster in scores])
    assert 0 <= found.low <= found.value <= found.high <= 1

"""Agreement beyond chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics.kappa import kappa


def test_kappa_is_the_textbooks() -> None:
    # Cohen's own form: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no gives 0.4.
    labels = [True] * 25 + [False] * 25
    verdicts = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert kappa(labels, verdicts).value == pytest.approx(0.4)


def test_always_yes_agrees_by_chance_only() -> None:
    found = kappa([True, False] * 50, [True] * 100)
    assert found.value == pytest.approx(0)
    assert found.low < 0.1


def test_a_few_items_that_agree_prove_little() -> None:
    assert kappa([True, False] * 2, [True, False] * 2).low < 0.4
    assert kappa([True, False] * 40, [True, False] * 40).low > 0.8


@pytest.mark.parametrize("labels", [[], [True, True, True]])
def test_labels_that_are_all_the_same_measure_nothing(labels: list[bool]) -> None:
    with pytest.raises(ValueError, match="all the same"):
        kappa(labels, labels)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=60))
def test_kappa_lies_in_its_interval(pairs: list[tuple[bool, bool]]) -> None:
    labels, verdicts = [a for a, _ in pairs], [b for _, b in pairs]
    if len(set(labels)) == 2:
        found = kappa(labels, verdicts)
        assert -1 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1

"""A judge's pass rate, without the judge's errors."""

import numpy as np
import pytest

from evals.statistics.corrected import Errors, corrected
from evals.statistics.interval import wilson


def test_the_estimate_is_rogan_and_gladens() -> None:
    # (0.7 + 0.8 - 1) / (0.9 + 0.8 - 1)
    assert corrected(70, 100, Errors(90, 100, 80, 100)).value == pytest.approx(0.5 / 0.7)


def test_a_perfect_judge_with_many_labels_corrects_nothing() -> None:
    found = corrected(70, 100, Errors(10_000, 10_000, 10_000, 10_000))
    assert found.value == pytest.approx(0.7)
    assert found.low == pytest.approx(wilson(70, 100).low, abs=0.02)


def test_few_labels_make_the_interval_wider() -> None:
    few = corrected(70, 100, Errors(9, 10, 9, 10))
    many = corrected(70, 100, Errors(900, 1000, 900, 1000))
    assert few.high - few.low > 1.3 * (many.high - many.low)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    random, truth, held = np.random.default_rng(7), 0.75, 0
    for _ in range(300):
        good = random.random(60) < truth
        passed = np.where(good, random.random(60) < 0.9, random.random(60) < 0.15)
        errors = Errors(int(random.binomial(40, 0.9)), 40, int(random.binomial(40, 0.85)), 40)
        found = corrected(float(passed.sum()), 60, errors)
        held += found.low <= truth <= found.high
    assert held / 300 > 0.92


def test_a_judge_like_chance_corrects_nothing() -> None:
    with pytest.raises(ValueError, match="no better than chance"):
        corrected(5, 10, Errors(5, 10, 5, 10))
    with pytest.raises(ValueError, match="no results"):
        corrected(0, 0, Errors(9, 10, 9, 10))

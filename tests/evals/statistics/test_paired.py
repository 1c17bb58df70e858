"""Has it become worse, or is it chance?"""

import numpy as np
import pytest

from evals.statistics.paired import compare, detectable


def scores(passed: int, n: int) -> dict[str, float]:
    return {str(case): float(case < passed) for case in range(n)}


def test_mcnemar_is_exact() -> None:
    # 8 of 9 changed cases fell: P(X >= 8), X ~ B(9, 1/2).
    before = {**scores(20, 20), "20": 0.0}
    now = {**scores(12, 20), "20": 1.0}
    now = {case: 1.0 - score if int(case) < 20 else score for case, score in now.items()}
    found = compare(before, now)
    assert (found.fell, found.rose) == (12, 1)
    assert found.p == pytest.approx(sum([13, 1]) / 2**13)


def test_no_change_is_no_fall() -> None:
    assert compare(scores(7, 10), scores(7, 10)).p == 1


def test_a_rise_is_no_fall() -> None:
    assert compare(scores(2, 20), scores(18, 20)).p > 0.99


def test_repeats_are_compared_by_their_means() -> None:
    before = {str(case): 1.0 for case in range(30)}
    now = {str(case): 1 / 3 if case < 12 else 1.0 for case in range(30)}
    assert compare(before, now).p < 0.01
    noise = {str(case): 2 / 3 if case < 2 else 1.0 for case in range(30)}
    assert compare(before, noise).p > 0.05


def test_nothing_in_common_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="none of these cases"):
        compare({"a": 1.0}, {"b": 1.0})


@pytest.mark.parametrize("n", [12, 24, 56, 200])
def test_the_smallest_fall_is_the_smallest(n: int) -> None:
    smallest = detectable(n, 0.05).cases
    before = scores(n, n)
    assert compare(before, scores(n - smallest, n)).p < 0.05
    assert compare(before, scores(n - smallest + 1, n)).p >= 0.05


def test_the_likely_fall_is_found_in_four_of_five_runs() -> None:
    n, random = 60, np.random.default_rng(1)
    share = detectable(n, 0.05).likely_points / 100
    runs = random.random((400, n)) < share
    found = [
        compare(scores(n, n), {str(c): float(not fell) for c, fell in enumerate(run)}).p < 0.05
        for run in runs
    ]
    assert 0.74 < np.mean(found) < 0.86


def test_too_few_cases_see_nothing() -> None:
    assert detectable(4, 0.05).points > 100

"""Bad judges are refused, good ones are not."""

from collections.abc import Callable

import pytest

from evals.calibration.measured import Judged, Measured, measure
from evals.calibration.rows import SHIPPED, Pair, Single, read_rows

PAIRS = [row for row in read_rows(SHIPPED) if isinstance(row, Pair)]
CORRECTNESS = [
    row for row in read_rows(SHIPPED) if isinstance(row, Single) and row.criterion == "correctness"
]


def judged(choose: Callable[[Pair, str, str], str]) -> Measured:
    """Have a judge choose `first` or `second` of two texts, in both orders."""
    other = {"first": "b", "second": "a"}
    plain = {"first": "a", "second": "b"}
    return measure(
        "preference",
        [
            Judged(row, plain[choose(row, row.a, row.b)], other[choose(row, row.b, row.a)])
            for row in PAIRS
        ],
    )


def best(row: Pair, first: str, second: str) -> str:
    return "first" if first == (row.a if row.label == "a" else row.b) else "second"


def test_a_perfect_judge_is_above_the_bar() -> None:
    found = judged(best)
    assert found.problems(0.4, 0.8) == []
    assert found.kappa.value == 1
    assert found.first is not None
    assert found.first.value == 0.5


def test_the_first_position_is_refused() -> None:
    found = judged(lambda *_: "first")
    assert found.problems(0.4, 0.8)
    assert found.swap_agreement is not None
    assert found.swap_agreement.value == 0
    assert found.first is not None
    assert found.first.value == 1


def test_the_longest_answer_is_refused() -> None:
    found = judged(lambda _, first, second: "first" if len(first) > len(second) else "second")
    assert found.problems(0.4, 0.8)
    assert found.longer > 20


def test_always_yes_is_refused() -> None:
    found = measure("correctness", [Judged(row, True, None) for row in CORRECTNESS])
    assert found.problems(0.4, 0.8)
    assert (found.errors.sensitivity, found.errors.specificity) == (1, 0)


def test_the_longest_passes_is_refused() -> None:
    middle = sorted(len(row.output) for row in CORRECTNESS)[len(CORRECTNESS) // 2]
    found = measure(
        "correctness", [Judged(row, len(row.output) > middle, None) for row in CORRECTNESS]
    )
    assert found.problems(0.4, 0.8)


def test_right_in_one_order_only_is_refused() -> None:
    found = measure("preference", [Judged(row, row.label, "a") for row in PAIRS])
    assert found.kappa.value == 1
    assert "swapping" in " ".join(found.problems(0.4, 0.8))


def test_an_unknown_swap_agreement_is_refused() -> None:
    found = measure("preference", [Judged(row, row.label, None) for row in PAIRS])
    assert "record verdict_swapped" in " ".join(found.problems(0.4, 0.8))


def test_a_judge_that_fails_is_wrong() -> None:
    found = measure("correctness", [Judged(row, None, None) for row in CORRECTNESS])
    assert found.failed == len(CORRECTNESS)
    assert found.agreement.value == 0


@pytest.mark.parametrize("bar", [0.4, 0.9])
def test_the_bar_is_a_setting(bar: float) -> None:
    wrong = {row.id for row in PAIRS[:4]}
    found = judged(
        lambda row, first, second: (
            best(row, second, first) if row.id in wrong else best(row, first, second)
        )
    )
    assert bool(found.problems(bar, 0.5)) == (bar == 0.9)

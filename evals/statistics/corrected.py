"""A pass rate that a fallible judge reports, corrected for its errors (Rogan and Gladen 1978).

The interval carries both doubts: how many cases were judged, and how many labels the judge's own
errors are known from. Plausible values of all three rates are drawn (Jeffreys' posterior), and the
middle 95 % of the corrected rates are the interval.
"""

from dataclasses import dataclass

import numpy as np

from evals.statistics.interval import Interval
from evals.statistics.resampled import SEED

_DRAWS = 20_000


@dataclass(frozen=True)
class Errors:
    """What a judge said of labelled answers.

    Attributes:
        true_yes: good answers that it passed.
        labelled_yes: good answers in all.
        true_no: bad answers that it failed.
        labelled_no: bad answers in all.
    """

    true_yes: int
    labelled_yes: int
    true_no: int
    labelled_no: int

    @property
    def sensitivity(self) -> float:
        """The share of good answers that it passes."""
        return self.true_yes / self.labelled_yes

    @property
    def specificity(self) -> float:
        """The share of bad answers that it fails."""
        return self.true_no / self.labelled_no


def corrected(passes: float, n: float, errors: Errors) -> Interval:
    """Return the share of answers that are good, given that the judge passed `passes` of `n`.

    Args:
        passes: how many the judge passed; a fraction where scores are clustered.
        n: how many were judged, or how many independent ones they are worth.
        errors: what the calibration found.

    Raises:
        ValueError: nothing was judged, or the judge is no better than chance: nothing can be
            concluded from it.
    """
    if n <= 0:
        raise ValueError("A share of nothing has no value: there are no results.")
    if errors.sensitivity + errors.specificity <= 1:
        raise ValueError("This judge is no better than chance: its scores can't be corrected.")
    random = np.random.default_rng(SEED)

    def draw(yes: float, of: float) -> np.ndarray[tuple[int]]:
        return random.beta(yes + 0.5, of - yes + 0.5, _DRAWS)

    rate = draw(passes, n)
    sensitivity = draw(errors.true_yes, errors.labelled_yes)
    specificity = draw(errors.true_no, errors.labelled_no)
    better = sensitivity + specificity > 1
    drawn = _correct(rate[better], sensitivity[better], specificity[better])
    low, high = np.quantile(drawn, [0.025, 0.975])
    value = float(_correct(passes / n, errors.sensitivity, errors.specificity))
    return Interval(value, min(value, float(low)), max(value, float(high)))


def _correct[T: (float, np.ndarray[tuple[int]])](rate: T, sensitivity: T, specificity: T) -> T:
    corrected: T = np.clip((rate + specificity - 1) / (sensitivity + specificity - 1), 0, 1)
    return corrected

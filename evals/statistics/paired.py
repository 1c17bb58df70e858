"""Has it become worse? The same cases, then and now, so that hard cases don't blur the answer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evals.statistics.resampled import SEED

POWER = 0.8
_RESAMPLES = 9999


@dataclass(frozen=True)
class Change:
    """What became of the cases that were there before and are there now.

    Attributes:
        n: how many cases could be compared.
        fell: those that score less now.
        rose: those that score more now.
        points: the change of the mean, in points of 100.
        p: how likely at least such a fall is when nothing has changed, one-sided.
    """

    n: int
    fell: int
    rose: int
    points: float
    p: float


def compare(before: Mapping[str, float], now: Mapping[str, float]) -> Change:
    """Compare the mean scores of the cases that both have.

    Whole passes and failures are compared by McNemar's exact test, which is a sign test of the
    cases that changed; means of repeats by a paired permutation test.

    Args:
        before: a score from 0 to 1 for each case.
        now: the same of now.

    Raises:
        ValueError: they have no case in common.
    """
    both = sorted(before.keys() & now.keys())
    if not both:
        raise ValueError("The baseline has none of these cases: nothing can be compared.")
    old, new = np.array([before[c] for c in both]), np.array([now[c] for c in both])
    change = new - old
    fell, rose = int((change < 0).sum()), int((change > 0).sum())
    if fell + rose == 0:
        p = 1.0
    elif set(np.abs(change)) <= {0.0, 1.0}:
        p = float(stats.binomtest(fell, fell + rose, alternative="greater").pvalue)
    else:
        p = float(
            stats.permutation_test(
                (new, old),
                lambda x, y, axis=-1: np.mean(x - y, axis),
                permutation_type="samples",
                alternative="less",
                n_resamples=_RESAMPLES,
                rng=np.random.default_rng(SEED),
            ).pvalue
        )
    return Change(len(both), fell, rose, 100 * float(change.mean()), p)


@dataclass(frozen=True)
class Detectable:
    """The smallest fall that so many cases can show.

    Attributes:
        cases: how many must fall, while none rises, to be more than chance.
        points: that many cases, in points of 100; above 100 when no fall can be seen.
        likely_points: the fall that is found in four of five such comparisons.
    """

    cases: int
    points: float
    likely_points: float


def detectable(n: int, alpha: float) -> Detectable:
    """Return the smallest fall that McNemar's exact test of `n` cases can see.

    Args:
        n: cases that are compared, each a pass or a failure.
        alpha: how often a fall may be claimed where there is none.
    """
    cases = int(np.ceil(np.log(alpha) / np.log(0.5) - 1e-9))
    if cases > n:
        return Detectable(cases, 100 * cases / max(n, 1), float("inf"))
    shares = np.linspace(0, 1, 1001)
    seen = stats.binom.sf(cases - 1, n, shares) >= POWER
    return Detectable(cases, 100 * cases / n, 100 * float(shares[int(np.argmax(seen))]))

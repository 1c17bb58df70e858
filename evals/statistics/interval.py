"""A pass rate with the range that it may have by chance.

Scores of one conversation, or of one use case worded three ways, rise and fall together: they are
resampled together, so that more wordings of the same thing don't make a result look surer.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evals.statistics.resampled import CONFIDENCE, bounds


@dataclass(frozen=True)
class Interval:
    """An estimate and the bounds of its 95 % interval, all shares from 0 to 1 (kappa: -1 to 1)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def wilson(passes: int, n: int) -> Interval:
    """Return a share with Wilson's interval, which stays honest at 0 and at 1.

    Raises:
        ValueError: there is nothing to count.
    """
    if n < 1:
        raise ValueError("A share of nothing has no value: there are no results.")
    found = stats.binomtest(passes, n).proportion_ci(CONFIDENCE, method="wilson")
    return Interval(passes / n, float(found.low), float(found.high))


def pass_rate(passed: Sequence[float], clusters: Sequence[Hashable]) -> Interval:
    """Return the share of passes; the interval is clustered.

    Wilson's where each cluster has one score. Else clusters are resampled (bootstrap, percentile),
    and the interval is never narrower than Wilson's for that many clusters: a bootstrap of scores
    that are all the same has no width at all.

    Args:
        passed: a score from 0 to 1 each.
        clusters: which of them belong together, in the same order.

    Raises:
        ValueError: there are no scores, or not as many clusters as scores.
    """
    if len(passed) != len(clusters):
        raise ValueError(f"{len(passed)} scores in {len(clusters)} clusters")
    groups: dict[Hashable, list[float]] = defaultdict(list)
    for score, cluster in zip(passed, clusters, strict=True):
        groups[cluster].append(score)
    whole = set(passed) <= {0, 1}
    if len(groups) == len(passed) and whole:
        return wilson(sum(1 for score in passed if score), len(passed))
    rate = float(np.mean(passed)) if passed else 0.0
    floor = wilson(round(rate * len(groups)), len(groups))
    if len(groups) < 2 or len(set(passed)) == 1:
        return Interval(rate, min(rate, floor.low), max(rate, floor.high))
    sums = np.array([sum(scores) for scores in groups.values()], float)
    sizes = np.array([len(scores) for scores in groups.values()], float)
    low, high = bounds((sums, sizes), lambda s, n, axis=-1: s.sum(axis) / n.sum(axis))
    if low == high:
        low, high = floor.low, floor.high
    return Interval(rate, min(rate, low), max(rate, high))

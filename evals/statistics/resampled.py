"""The bootstrap: how much a number would vary if other cases had been drawn."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
_RESAMPLES = 5000
# The same scores give the same interval.
SEED = 20261124


def bounds(
    data: tuple[np.ndarray[Any, Any], ...], statistic: Callable[..., Any]
) -> tuple[float, float]:
    """Return the percentile bootstrap's 95 % bounds of a statistic.

    Args:
        data: arrays of one length; what stands at one place is drawn together.
        statistic: of resampled arrays, along `axis`.
    """
    found = stats.bootstrap(
        data,
        statistic,
        paired=True,
        vectorized=True,
        n_resamples=_RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return float(found.low), float(found.high)

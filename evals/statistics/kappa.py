"""Agreement beyond chance: Cohen's kappa (1960), with an interval that small samples can't fool."""

from collections.abc import Sequence

import numpy as np

from evals.statistics.interval import Interval, wilson
from evals.statistics.resampled import bounds


def kappa(labels: Sequence[bool], verdicts: Sequence[bool]) -> Interval:
    """Return Cohen's kappa of two yes-or-no raters.

    The interval is the wider of two: the bootstrap's over items, and the one that follows from
    Wilson's interval of the agreement. By the first alone, four items that agree would be certain.

    Raises:
        ValueError: there are no items, or all labels are the same, so that agreement says nothing.
    """
    if len(labels) != len(verdicts):
        raise ValueError(f"{len(labels)} labels and {len(verdicts)} verdicts")
    if len(set(labels)) < 2:
        raise ValueError("A judge can't be held against labels that are all the same, or none.")
    told, said = np.array(labels, bool), np.array(verdicts, bool)
    agreement = wilson(int((told == said).sum()), len(told))
    chance = float(_chance(told, said))
    low, high = bounds((told, said), _kappa)
    return Interval(
        _beyond(agreement.value, chance),
        max(-1.0, min(low, _beyond(agreement.low, chance))),
        min(1.0, max(high, _beyond(agreement.high, chance))),
    )


type _Rows = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def _chance(told: _Rows, said: _Rows, axis: int = -1) -> np.ndarray[tuple[int, ...]]:
    yes_told, yes_said = told.mean(axis), said.mean(axis)
    chance: np.ndarray[tuple[int, ...]] = np.asarray(
        yes_told * yes_said + (1 - yes_told) * (1 - yes_said)
    )
    return chance


def _kappa(told: _Rows, said: _Rows, axis: int = -1) -> np.ndarray[tuple[int, ...]]:
    chance = _chance(told, said, axis)
    agreement = (told == said).mean(axis)
    # A resample in which both say the same of everything proves no agreement beyond chance.
    by_chance = np.isclose(chance, 1)
    beyond: np.ndarray[tuple[int, ...]] = np.where(
        by_chance, 0, (agreement - chance) / np.where(by_chance, 1, 1 - chance)
    )
    return beyond


def _beyond(agreement: float, chance: float) -> float:
    return (agreement - chance) / (1 - chance) if chance < 1 else 0.0

"""A measured figure: what one thing takes, as a ratio to another or in addition to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """What a measurement found.

    Attributes:
        value: the figure, to three significant digits.
        unit: of the value.
        against: the baseline in a few words, with its own measured value and unit.
        n: how often each of the two was measured.
    """

    value: float
    unit: str
    against: str
    n: int


def ratio(ours: Sequence[float], theirs: Sequence[float], baseline: str, unit: str) -> Figure:
    """Return median(ours) / median(theirs): a run that the machine disturbed doesn't move it.

    Args:
        ours: what is measured, in `unit`.
        theirs: what it is held against, in the same unit.
        baseline: what `theirs` is, in a few words.
        unit: of both.

    Raises:
        ValueError: they were not measured equally often.
    """
    _check_counts(ours, theirs)
    value = float(f"{median(ours) / median(theirs):.3g}")
    return Figure(value, "times", f"{baseline}: {median(theirs):.3g} {unit}", len(ours))


def added(ours: Sequence[float], theirs: Sequence[float], baseline: str, unit: str) -> Figure:
    """Return how much more ours takes: the median of the differences within each turn.

    Args:
        ours: what is measured, in `unit`.
        theirs: what it is held against, in the same unit, each measured next to one of ours.
        baseline: what `theirs` is, in a few words.
        unit: of both, and of the figure.

    Raises:
        ValueError: they were not measured equally often.
    """
    _check_counts(ours, theirs)
    value = float(f"{median(o - t for o, t in zip(ours, theirs, strict=True)):.3g}")
    return Figure(value, unit, f"{baseline}: {median(theirs):.3g} {unit}", len(ours))


def _check_counts(ours: Sequence[float], theirs: Sequence[float]) -> None:
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} measurements against {len(theirs)}")

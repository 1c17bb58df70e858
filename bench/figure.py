"""A measured figure: how many times the one thing takes what the other takes."""

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
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} measurements against {len(theirs)}")
    value = float(f"{median(ours) / median(theirs):.3g}")
    return Figure(value, "times", f"{baseline}: {median(theirs):.3g} {unit}", len(ours))

"""What a scorer found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Whether a check holds, and what was seen.

    Attributes:
        passed: whether it holds.
        detail: for whoever reads the report, in a few words.
    """

    passed: bool
    detail: str = ""

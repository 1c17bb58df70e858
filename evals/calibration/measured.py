"""What a judge is worth, measured on labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.calibration.rows import Pair, Single
from evals.statistics.corrected import Errors
from evals.statistics.interval import Interval, wilson
from evals.statistics.kappa import kappa


@dataclass(frozen=True)
class Judged:
    """A labelled row and what the judge said of it; None where it failed."""

    row: Pair | Single
    verdict: str | bool | None
    swapped: str | bool | None


@dataclass(frozen=True)
class Measured:
    """How a judge did on the labels of one criterion.

    Attributes:
        criterion: what was judged.
        n: how many rows.
        failed: rows on which the judge failed; each counts as a wrong verdict.
        agreement: the share of right verdicts.
        kappa: agreement beyond chance.
        errors: right verdicts among good and among bad answers; for pairs, a counts as good.
        swap_agreement: the share of choices that stay in the other order; None when not known.
        first: how often it chooses what it reads first, 0.5 being fair; None for single answers.
        longer: how much more often than the labels it prefers the longer answer, in points of 100.
    """

    criterion: str
    n: int
    failed: int
    agreement: Interval
    kappa: Interval
    errors: Errors
    swap_agreement: Interval | None
    first: Interval | None
    longer: float

    def problems(self, min_kappa: float, min_swap: float) -> list[str]:
        """Say why this judge is below the bar; nothing when it is not."""
        found = []
        if self.kappa.low < min_kappa:
            found.append(f"kappa may be as low as {self.kappa.low:.2f}, below {min_kappa}")
        if self.criterion == "preference" and self.swap_agreement is None:
            found.append("agreement after swapping is not known: record verdict_swapped")
        if self.swap_agreement and self.swap_agreement.value < min_swap:
            hint = (
                " (verdict_swapped names the answer as the row does, not the place it was shown in)"
                if self.kappa.low > 0 and self.swap_agreement.value < 1 - min_swap
                else ""
            )
            found.append(
                f"agreement after swapping is {self.swap_agreement.value:.2f}, "
                f"below {min_swap}{hint}"
            )
        return found


def measure(criterion: str, judged: Sequence[Judged]) -> Measured:
    """Return how a judge did on rows of one criterion.

    Raises:
        ValueError: there are no rows, or all have the same label.
    """
    labels = [_yes(one.row.label) for one in judged]
    verdicts = [
        _yes(one.verdict) if one.verdict is not None else not _yes(one.row.label) for one in judged
    ]
    beyond_chance = kappa(labels, verdicts)
    right = [told == said for told, said in zip(labels, verdicts, strict=True)]
    goods = [ok for ok, label in zip(right, labels, strict=True) if label]
    bads = [ok for ok, label in zip(right, labels, strict=True) if not label]
    return Measured(
        criterion=criterion,
        n=len(judged),
        failed=sum(one.verdict is None for one in judged),
        agreement=wilson(sum(right), len(right)),
        kappa=beyond_chance,
        errors=Errors(sum(goods), len(goods), sum(bads), len(bads)),
        swap_agreement=_swap_agreement(judged),
        first=_first(judged),
        longer=_longer(judged, labels, verdicts),
    )


def _yes(value: str | bool | None) -> bool:
    return value is True or value == "a"


def _swap_agreement(judged: Sequence[Judged]) -> Interval | None:
    swapped = [one for one in judged if "verdict_swapped" in one.row.model_fields_set]
    asked = [one for one in judged if isinstance(one.row, Pair) and one.swapped is not None]
    both = swapped or asked
    if not both or len(both) < len(judged):
        return None
    same = sum(one.verdict == one.swapped and one.verdict is not None for one in both)
    return wilson(same, len(both))


def _first(judged: Sequence[Judged]) -> Interval | None:
    choices = [one.verdict == "a" for one in judged if isinstance(one.row, Pair) and one.verdict]
    choices += [one.swapped == "b" for one in judged if isinstance(one.row, Pair) and one.swapped]
    return wilson(sum(choices), len(choices)) if choices else None


def _longer(judged: Sequence[Judged], labels: Sequence[bool], verdicts: Sequence[bool]) -> float:
    """Compare how often the longer answer wins with how often it should."""
    more = []
    if isinstance(judged[0].row, Pair):
        for one, told, said in zip(judged, labels, verdicts, strict=True):
            if isinstance(one.row, Pair) and len(one.row.a) != len(one.row.b):
                a_longer = len(one.row.a) > len(one.row.b)
                more.append((said == a_longer) - (told == a_longer))
    else:
        lengths = [len(one.row.output) for one in judged if isinstance(one.row, Single)]
        middle = sorted(lengths)[len(lengths) // 2]
        for length, told, said in zip(lengths, labels, verdicts, strict=True):
            if length >= middle:
                more.append(said - told)
    return 100 * sum(more) / len(more) if more else 0.0

"""What calibration found of judges, kept in judges.json.

It counts only for the very labels and prompts that it was measured with.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from evals.calibration.measured import Measured
from evals.calibration.rows import Pair, Single
from evals.judges.polarity import Criterion
from evals.judges.prompt import messages_for
from evals.judges.verdict import SCHEMA
from evals.statistics.corrected import Errors

JUDGES = Path(__file__).parent / "judges.json"


@dataclass(frozen=True)
class Known:
    """A judge's worth on one criterion.

    Attributes:
        above_bar: whether its scores count.
        kappa_low: the lower bound of kappa.
        errors: how often it was right on good and on bad answers.
        version: of the labels and the prompt.
    """

    above_bar: bool
    kappa_low: float
    errors: Errors
    version: str


def version_of(criterion: str, rows: Iterable[Pair | Single]) -> str:
    """Return what changes when the labels or the prompt of a criterion do."""
    labels = [row.model_dump() for row in rows if row.criterion == criterion]
    asked = "" if criterion == "preference" else _prompt(criterion)
    return sha256(json.dumps([labels, asked, SCHEMA]).encode()).hexdigest()[:16]


def remember(judge: str, found: Iterable[tuple[Measured, bool, str]], path: Path = JUDGES) -> None:
    """Keep what a calibration found of a judge, in place of what was known of it.

    Args:
        judge: its name.
        found: for each criterion, what was measured, whether that is above the bar, the version.
        path: the file.
    """
    every = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    every[judge] = {
        measured.criterion: {
            **asdict(Known(above, round(measured.kappa.low, 4), measured.errors, version)),
            "kappa": round(measured.kappa.value, 4),
            "agreement": round(measured.agreement.value, 4),
        }
        for measured, above, version in found
    }
    path.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def known(judge: str, rows: list[Pair | Single], path: Path = JUDGES) -> dict[str, Known]:
    """Return what is known of a judge by criterion, as far as it is not out of date."""
    if not path.exists():
        return {}
    every = json.loads(path.read_text(encoding="utf-8")).get(judge, {})
    return {
        criterion: Known(
            one["above_bar"], one["kappa_low"], Errors(**one["errors"]), one["version"]
        )
        for criterion, one in every.items()
        if one["version"] == version_of(criterion, rows)
    }


def _prompt(criterion: str) -> str:
    name: Criterion = criterion  # type: ignore[assignment]  # rows hold no other
    return json.dumps(messages_for(name)(inputs="", outputs="", reference_outputs="?"))

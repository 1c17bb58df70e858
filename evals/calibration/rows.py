"""Labelled answers: what a judge should say, and optionally what it said.

A pair, `{id, input, a, b, label: "a" | "b"}`, or one answer,
`{id, input, output, reference, label: true | false}`, true where the answer passes. A row may have
a recorded `verdict`, and `verdict_swapped` of the same judge when b was shown first. Both name the
answer as the row does, whichever place it was shown in; null is a judge that failed.
"""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, TypeAdapter, ValidationError

from evals.judges.pairwise import Side
from evals.judges.polarity import Criterion

SHIPPED = Path(__file__).parent / "labels.jsonl"


class RowError(ValueError):
    """One sentence: which line of which file can't be used, and how it should look."""


class _Row(BaseModel):
    model_config = ConfigDict(strict=True)

    id: str
    input: str
    # A difficult one: long and wrong, praising itself, giving orders to the judge, oddly worded.
    adversarial: bool = False


class Pair(_Row):
    """Two answers, of which one is better."""

    a: str
    b: str
    label: Side
    verdict: Side | None = None
    verdict_swapped: Side | None = None

    @property
    def criterion(self) -> Literal["preference"]:
        """What pairs are judged by."""
        return "preference"


class Single(_Row):
    """One answer, which passes or doesn't."""

    output: str
    reference: str | None = None
    criterion: Criterion = "correctness"
    label: bool
    verdict: bool | None = None
    verdict_swapped: bool | None = None


type Row = Annotated[
    Annotated[Pair, Tag("pair")] | Annotated[Single, Tag("single")],
    Discriminator(lambda row: "pair" if "a" in row or "b" in row else "single"),
]
_ROW: TypeAdapter[Pair | Single] = TypeAdapter(Row)


def read_rows(path: Path) -> list[Pair | Single]:
    """Read a file of labels.

    Raises:
        RowError: it can't be read, has no rows, a wrong one, or verdicts in some rows only.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RowError(f"{path} can't be read: name a JSONL file with DATA=.") from error
    rows = [_row(line, path, n) for n, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise RowError(f"{path} has no rows: there is nothing to hold a judge against.")
    if len({row.id for row in rows}) < len(rows):
        raise RowError(f"{path} has the same id twice: give each row its own.")
    if len({recorded(row) for row in rows}) > 1:
        raise RowError(f"{path} has verdicts in some rows only: record all of them, or none.")
    return rows


def recorded(row: Pair | Single) -> bool:
    """Whether the row brings a verdict, so that no model is asked."""
    return "verdict" in row.model_fields_set


def _row(line: str, path: Path, number: int) -> Pair | Single:
    try:
        return _ROW.validate_python(json.loads(line))
    except (ValueError, TypeError, ValidationError) as error:
        raise RowError(
            f'{path}, line {number} must look like {{"id", "input", "a", "b", "label": "a"}} or '
            f'{{"id", "input", "output", "reference", "label": true}}: {_why(error)}.'
        ) from error


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'][1:]) or 'it'}: {first['msg']}"
    return "it is no JSON object"

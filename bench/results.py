"""Keeps the newest measurement of each figure in results.json, and shows figures as a table."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure

RESULTS = Path(__file__).parent / "results.json"


def merge(figures: Mapping[str, Figure], file: Path = RESULTS) -> None:
    """Write the figures into `file`; figures that were not measured now stay as they are."""
    known = json.loads(file.read_text()) if file.exists() else {}
    where = {"commit": commit(), "date": datetime.now(UTC).date().isoformat()}
    known |= {name: asdict(figure) | where for name, figure in figures.items()}
    file.write_text(json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def commit(folder: Path = RESULTS.parent) -> str:
    """Return the short hash of the code in `folder`'s repository that was measured.

    `+changes` follows when the repository holds more changes than the results in `folder`.
    """
    changed = _git(folder, "status", "--porcelain", "--", ":/", f":(exclude){RESULTS.name}")
    return _git(folder, "rev-parse", "--short", "HEAD") + ("+changes" if changed else "")


def table(figures: Mapping[str, Figure]) -> str:
    """Return the figures as lines of aligned columns under a heading."""
    rows = [("figure", "value", "n", "against")]
    rows += [(name, f"{f.value:g} {f.unit}", str(f.n), f.against) for name, f in figures.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def _git(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(  # noqa: S603 - our own arguments
        ["git", *arguments],  # noqa: S607 - git is found on the path, as everywhere
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout.strip()

"""Keeps the table of the evals' baseline equal to it: `python docs/evals_table.py [--check]`.

It stands in evals.md between `<!-- baseline -->` and `<!-- /baseline -->`, made from
evals/baseline.json alone.
"""

import json
import re
import sys
from collections.abc import Collection, Mapping
from typing import Any

from page import keep

from parley.settings import PROJECT

BASELINE = PROJECT / "evals" / "baseline.json"


def renewed(text: str) -> str:
    """Return the text with the table made anew."""
    rows: list[str] = []
    for target, baseline in json.loads(BASELINE.read_text(encoding="utf-8")).items():
        cases = baseline["cases"].values()
        quick = [case for case in cases if case["quick"]]
        graphs = sorted({case["graph"] for case in cases})
        rows += [
            _row(f"**{target}**", cases),
            _row("of them the gate's (`QUICK=1`)", quick),
            *(_row(f"`{graph}`", [c for c in cases if c["graph"] == graph]) for graph in graphs),
        ]
    head = ["| Cases of | n | passed | minutes | tokens |", "| --- | --: | --: | --: | --: |"]
    block = "\n".join(["<!-- baseline -->", *head, *rows, "<!-- /baseline -->"])
    parts = re.split(r"<!-- baseline -->.*?<!-- /baseline -->", text, flags=re.DOTALL)
    return block.join(parts)


def _row(name: str, cases: Collection[Mapping[str, Any]]) -> str:
    passed = sum(case["score"] for case in cases) / max(len(cases), 1)
    minutes = sum(case["seconds"] for case in cases) / 60
    tokens = sum(case["tokens"] or 0 for case in cases)
    return f"| {name} | {len(cases)} | {passed:.0%} | {minutes:.1f} | {tokens:,} |"


if __name__ == "__main__":
    sys.exit(keep(PROJECT / "docs" / "evals.md", renewed, "scores", __doc__))

"""Keeps the table of figures equal to what was measured: `python docs/figures_table.py [--check]`.

It stands in figures.md between `<!-- figures -->` and `<!-- /figures -->`, made from
bench/results.json alone, so that no figure is ever typed. `make bench` renews both.
"""

import json
import re
import sys

from page import keep

from parley.settings import PROJECT

RESULTS = PROJECT / "bench" / "results.json"


def renewed(text: str) -> str:
    """Return the text with the table made anew."""
    rows = [
        f"| `{name}` | {f['value']:g} {f['unit']} | {f['against']} | {f['n']} | {f['date']} |"
        for name, f in json.loads(RESULTS.read_text(encoding="utf-8")).items()
    ]
    head = ["| Figure | Value | Against | n | Measured |", "| --- | --: | --- | --: | --- |"]
    block = "\n".join(["<!-- figures -->", *head, *rows, "<!-- /figures -->"])
    parts = re.split(r"<!-- figures -->.*?<!-- /figures -->", text, flags=re.DOTALL)
    return block.join(parts)


if __name__ == "__main__":
    sys.exit(keep(PROJECT / "docs" / "figures.md", renewed, "figures", __doc__))

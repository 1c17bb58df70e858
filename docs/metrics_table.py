"""Keeps the table of metrics equal to the code: `python docs/metrics_table.py [--check]`.

It stands in operations.md between `<!-- metrics -->` and `<!-- /metrics -->`. A metric is what the
code makes as a Counter, a Gauge or a Histogram whose name begins with `parley_`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from page import keep

from parley.settings import PROJECT

# What prometheus_client adds to the name.
_SUFFIX = {"Counter": "_total", "Gauge": "", "Histogram": ""}


@dataclass(frozen=True, order=True)
class Metric:
    """One metric, as the code makes it."""

    name: str
    labels: tuple[str, ...]
    help: str


def metrics() -> list[Metric]:
    """Return every metric that the code makes, by name."""
    files = [f for root in ("parley", "graphs") for f in (PROJECT / root).rglob("*.py")]
    return sorted(metric for file in files for metric in _made(ast.parse(file.read_text("utf-8"))))


def _made(module: ast.Module) -> Iterator[Metric]:
    for node in ast.walk(module):
        match node:
            case ast.Call(
                func=ast.Name(id=kind) | ast.Attribute(attr=kind),
                args=[ast.Constant(value=str(name)), ast.Constant(value=str(text)), *rest],
            ) if kind in _SUFFIX and name.startswith("parley_"):
                labels = ast.literal_eval(rest[0]) if rest else ()
                yield Metric(name + _SUFFIX[kind], tuple(labels), text.removesuffix("."))


def renewed(text: str) -> str:
    """Return the text with the table made anew."""
    rows = [
        f"| `{m.name}` | {', '.join(f'`{label}`' for label in m.labels)} | {m.help}. |"
        for m in metrics()
    ]
    table = "\n".join(["| Metric | Labels | Meaning |", "| --- | --- | --- |", *rows])
    block = f"<!-- metrics -->\n{table}\n<!-- /metrics -->"
    return block.join(re.split(r"<!-- metrics -->.*?<!-- /metrics -->", text, flags=re.DOTALL))


if __name__ == "__main__":
    sys.exit(keep(PROJECT / "docs" / "operations.md", renewed, "metrics", __doc__))

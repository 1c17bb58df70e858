"""Keeps the README's pictures equal to the graphs: `python docs/draw.py`, or with `--check`.

Each graph of langgraph.json is drawn between its `<!-- graph: NAME -->` and `<!-- /graph -->`.
"""

import importlib
import json
import re
import sys
from pathlib import Path

from page import keep

ROOT = Path(__file__).resolve().parents[1]


def picture(path: str) -> str:
    """Return the mermaid block of a graph, named as langgraph.json does: `./file.py:variable`."""
    file, _, variable = path.partition(":")
    module = importlib.import_module(file.removeprefix("./").removesuffix(".py").replace("/", "."))
    drawn = getattr(module, variable).get_graph().draw_mermaid(with_styles=False)
    edges = "".join(
        f"    {line.strip(' \t;')}\n" for line in drawn.splitlines()[1:] if line.strip()
    )
    # In capitals: "end" is a word of mermaid's own.
    for end in ("start", "end"):
        edges = edges.replace(f"__{end}__", f"__{end}__([{end.upper()}])", 1)
    return f"```mermaid\ngraph TD\n{edges}```"


def redrawn(text: str) -> str:
    """Return the text with each graph drawn anew. A graph without markers has no picture."""
    served = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))["graphs"]
    for name, graph in served.items():
        path = graph["path"] if isinstance(graph, dict) else graph
        block = f"<!-- graph: {name} -->\n{picture(path)}\n<!-- /graph -->"
        place = re.compile(rf"<!-- graph: {re.escape(name)} -->.*?<!-- /graph -->", re.DOTALL)
        text = block.join(place.split(text))
    return text


if __name__ == "__main__":
    sys.exit(keep(ROOT / "README.md", redrawn, "graphs", __doc__))

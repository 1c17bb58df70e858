"""Every link leads somewhere, and every pattern to its code and its test."""

import json
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, anchors, links, prose, sections

PATTERNS = ROOT / "docs" / "patterns.md"
FILES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def _deleted() -> list[Path]:
    """Return the folders of our graphs that a user doesn't serve: theirs to delete."""
    served = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))["graphs"]
    unused = {"chat", "team", "approval", "advisor"} - served.keys()
    return [ROOT / place / name for name in unused for place in ("graphs", "tests/graphs")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_link_leads_somewhere(file: Path) -> None:
    for link in links(prose(file)):
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if any(target.is_relative_to(folder) for folder in _deleted()):
            continue
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("pattern", sections(PATTERNS))
def test_every_pattern_names_its_code_and_its_test(pattern: str) -> None:
    found = links(sections(PATTERNS)[pattern])
    assert any(link.startswith(("../graphs/", "../parley/")) for link in found)
    assert any(link.startswith("../tests/") for link in found)

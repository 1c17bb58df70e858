"""What the README shows of an example stands in that example, word for word."""

import ast
import re
from textwrap import dedent

import pytest

from tests.docs.markdown import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PATTERNS = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"<!-- snippet: (\S+) -->\n```\w+\n(.*?)```", README, re.DOTALL)


def test_every_marker_has_its_snippet() -> None:
    assert len(SNIPPETS) == README.count("<!-- snippet:") == 4


@pytest.mark.parametrize(("file", "snippet"), SNIPPETS)
def test_it_stands_in_its_file(file: str, snippet: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    length = len(snippet.splitlines())
    windows = (lines[start : start + length] for start in range(len(lines)))
    assert any(dedent("\n".join(window)) == snippet.rstrip("\n") for window in windows)


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README + PATTERNS, re.DOTALL))
def test_python_is_python(code: str) -> None:
    compile(code, "snippet", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

"""Reads what the tests need from a Markdown file: links, headings, sections, code blocks."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def prose(file: Path) -> str:
    """Return the text without its code blocks, where `#` and `[x](y)` mean other things."""
    return _FENCE.sub("", file.read_text(encoding="utf-8"))


def links(text: str) -> list[str]:
    """Return the targets of the links that stay within the project."""
    return [target for target in _LINK.findall(text) if not re.match(r"[a-z]+:", target)]


def anchors(file: Path) -> set[str]:
    """Return the anchors of the headings, as GitHub makes them."""
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(prose(file))]
    return {heading.strip().replace(" ", "-") for heading in plain}


def sections(file: Path) -> dict[str, str]:
    """Return the text of each second-level section by its heading."""
    parts = re.split(r"^## +(.+)$", prose(file), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))

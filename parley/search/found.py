"""What every search returns."""

from typing import TypedDict

# Characters of a quote: a small model's prompt has room for a few of them.
_MAX_QUOTE = 350


class Found(TypedDict):
    """A passage that a search returned."""

    title: str
    location: str  # file and section, or URL
    quote: str  # stands word for word at the location


def opening(text: str) -> str:
    """Return the first sentences of a paragraph, as many as a short quote holds."""
    end = text.rfind(". ", 0, _MAX_QUOTE)
    return text if len(text) <= _MAX_QUOTE or end < 0 else text[: end + 1]

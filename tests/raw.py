"""Whether a text that was to be rewritten is in what a run told."""

import re


def raw_in(told: str, *raw: str) -> list[str]:
    """Return which of these `told` has as words: an id or a time may hold any four digits."""
    return [one for one in raw if re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", told)]

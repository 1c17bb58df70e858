"""Whether a text that was to be rewritten is in what a run told."""

import re

# Ids, addresses of objects and times: any four digits may be in one by chance.
_BY_CHANCE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"
    r"|0x[0-9a-f]+|\d{4}-\d\d-\d\d[T ][\d:]+\.\d+"
)


def raw_in(told: str, *raw: str) -> list[str]:
    """Return which of these `told` has a trace of, but for what is there by chance."""
    left = _BY_CHANCE.sub("", told)
    return [one for one in raw if one in left]

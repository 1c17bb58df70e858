"""How often an answer was there, for the operator who wonders whether a cache is worth it."""

from prometheus_client import Counter

from parley.models.cache.kept import seconds

_ASKED = Counter(
    "parley_cache",
    "Answers that were looked for in a cache; outcome is hit or miss, and none while it is off",
    ["cache", "outcome"],
)


def count(cache: str, *, hit: bool) -> None:
    """Count one look into the cache of this name."""
    if seconds():
        _ASKED.labels(cache, "hit" if hit else "miss").inc()

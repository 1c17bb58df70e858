"""How much is under way at a time."""

from parley.settings import settings

_MANY = 4


def at_a_time(*, embedded: bool) -> int:
    """Return how many calls are made at once: EVALS_CONCURRENT, or what suits the model.

    Args:
        embedded: the embedded model is asked. It answers one at a time, and begins faster where
            the next prompt begins like the last.
    """
    return settings().evals_concurrent or (1 if embedded else _MANY)

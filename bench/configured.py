"""Settings for the time of a measurement."""

from collections.abc import Iterator
from contextlib import contextmanager

from parley.settings import settings


@contextmanager
def configured(**values: object) -> Iterator[None]:
    """Set fields of the settings, by their names, and put them back at the end."""
    before = {name: getattr(settings(), name) for name in values}
    _set(values)
    try:
        yield
    finally:
        _set(before)


def _set(values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(settings(), name, value)

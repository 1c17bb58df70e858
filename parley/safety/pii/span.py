"""Where something was found."""

from typing import NamedTuple

from parley.settings.pii import Kind


class Span(NamedTuple):
    """`text[start:end]` is of this kind; both count characters."""

    kind: Kind
    start: int
    end: int

"""Where personal data and secrets are in a text.

The patterns are ours, the arithmetic of numbers is python-stdnum's. Of other libraries,
datafog takes an IBAN for a card, and phonenumbers reads a file at the first number of each country,
which would block the loop.
"""

import re
from bisect import bisect
from collections.abc import Iterator

from parley.safety.pii.contact import emails, phones
from parley.safety.pii.digits import account_numbers, cards, social_security
from parley.safety.pii.folded import folded
from parley.safety.pii.keys import secrets
from parley.safety.pii.network import addresses, interfaces, url_secrets
from parley.safety.pii.span import Span

_DIGIT = re.compile(r"\d")
# Ids of threads, runs and the like: no number in them is anybody's.
_UUID = re.compile(r"(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])")


def find(text: str) -> list[Span]:
    """Return what patterns find in a text, first to last; no two overlap.

    Names and places are not among it: see `names`.
    """
    plain, came_from = folded(text)
    taken: list[Span] = []
    for span in _candidates(plain):
        at = bisect(taken, span.start, key=lambda other: other.start)
        after_last = at == 0 or taken[at - 1].end <= span.start
        if after_last and (at == len(taken) or span.end <= taken[at].start):
            taken.insert(at, span)
    if came_from is None:
        return taken
    return [Span(kind, came_from[a], came_from[b - 1] + 1) for kind, a, b in taken]


def _candidates(text: str) -> Iterator[Span]:
    """Yield what may be something; where two overlap, the earlier one is right."""
    if "://" in text:
        yield from url_secrets(text)
    yield from secrets(text)
    has_digits = _DIGIT.search(text) is not None
    if "@" in text:
        yield from emails(text)
    if has_digits:
        shielded = _UUID.sub(lambda found: "x" * len(found[0]), text)
        for detector in (account_numbers, cards, social_security, interfaces, addresses, phones):
            yield from detector(shielded)
    elif "::" in text:
        yield from addresses(text)

"""How a person is reached: by e-mail and by phone."""

import re
from collections.abc import Iterator

from parley.safety.pii.span import Span

# Each half has a bounded length (RFC 5321, 4.5.3.1), so that a hostile text costs no more.
_BEFORE_AT = re.compile(r"[^\W_][\w.!#$%&'*+/=?^`{|}~-]{0,63}\Z|[\w+]\Z")
_AFTER_AT = re.compile(r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}[^\W\d_]{2,24}(?![^\W\d_])")

_START = r"(?<![\w+.,/=-])"
_END = r"(?![^\W_])(?![-/.:]\d)"
_PHONES = (
    # +49 30 1234567, +1 (415) 555-0132, 0044 20 7946 0018
    re.compile(_START + r"(?:\+|(?<!\d[ -])00)[1-9](?:(?:[ .()-]{0,3}|/)\d){7,14}" + _END),
    # (415) 555-0132, 415-555-0132, 415.555.0132, 1-415-555-0132
    re.compile(
        _START + r"(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([ .-]))[2-9]\d{2}[ .-]\d{4}" + _END
    ),
    # 030 1234567, 0171/1234567, 06 12 34 56 78, (020) 7946 0018
    re.compile(_START + r"(?<!\d[ -])\(?0[1-9]\d{0,4}\)?[ /-](?:\d[ /-]?){5,9}\d" + _END),
)
# Any number that somebody calls one.
_CALLED = re.compile(
    r"\b(?:phone|call|cell|mobile|tel|telephone|fax|whatsapp|text me|ring|telefon|handy|rufnummer|"
    r"téléphone|teléfono|móvil|telefono|numero)\b[^\d\n+(]{0,20}(\+?\(?\d(?:[ .()/-]{0,2}\d){6,14})"
    + _END,
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}\b|\d{4}-\d\d-\d\d")


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses."""
    end_of_last = 0
    at = text.find("@")
    while at >= 0:
        after = _AFTER_AT.match(text, at)
        lowest = max(end_of_last, at - 64)
        before = after and _BEFORE_AT.search(text[lowest:at])
        if after and before:
            end_of_last = after.end()
            yield Span("email", lowest + before.start(), end_of_last)
        at = text.find("@", after.end() if after else at + 1)


def phones(text: str) -> Iterator[Span]:
    """Yield phone numbers that show what they are by their form, or that a word announces."""
    for pattern in _PHONES:
        for found in pattern.finditer(text):
            if not _DATE.match(found[0]):
                yield Span("phone", found.start(), found.end())
    for found in _CALLED.finditer(text):
        if not _DATE.match(found[1]):
            yield Span("phone", found.start(1), found.end(1))

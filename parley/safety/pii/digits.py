"""Numbers with a check: cards, IBANs, and social security numbers of the United States."""

import re
from collections.abc import Iterator

from stdnum import iban as ibans
from stdnum import luhn
from stdnum.us import ssn as ssns

from parley.safety.pii.span import Span

# Not in the middle of a word or of a longer number; `0.4111111111111111` is a measurement.
_START = r"(?<![^\W_])(?<!\d[-])(?<!\b\d\.)(?<!\b\d\d\.)"
_END = r"(?![^\W_])"
_CARD = re.compile(
    _START + r"(?:[2-6]\d{12,18}"
    r"|[2-6]\d{3}([ -]{1,2}|\.)\d{4}\1\d{4}\1\d{1,4}(?:\1\d{3})?"  # 4-4-4-4, and the rarer ends
    r"|3\d{3}([ -]{1,2}|\.)\d{6}\2\d{4,5})" + _END  # 4-6-5
)
_SSN = re.compile(_START + r"\d{3}([- .])\d{2}\1\d{4}" + _END)
# Without its dashes it is any number of nine digits, unless somebody says what it is.
_BARE_SSN = re.compile(
    r"\b(?:ssn|social security)\b[^\d\n]{0,24}(\d{9}|\d{3} ?\d{2} ?\d{4})" + _END, re.IGNORECASE
)
_IBAN = re.compile(_START + r"[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
# One letter stands for each that a check number may be made of.
_NOT_ALNUM = re.compile(r"[ .-]")


def cards(text: str) -> Iterator[Span]:
    """Yield card numbers: grouped as on a card or not at all, and right by Luhn's formula."""
    for found in _CARD.finditer(text):
        if luhn.is_valid(_NOT_ALNUM.sub("", found[0])):
            yield Span("card", found.start(), found.end())


def social_security(text: str) -> Iterator[Span]:
    """Yield social security numbers that may have been given out."""
    for found in _SSN.finditer(text):
        if ssns.is_valid(_NOT_ALNUM.sub("", found[0])):
            yield Span("ssn", found.start(), found.end())
    for found in _BARE_SSN.finditer(text):
        if ssns.is_valid(found[1].replace(" ", "")):
            yield Span("ssn", found.start(1), found.end(1))


def account_numbers(text: str) -> Iterator[Span]:
    """Yield IBANs of a country's length and with the right check digits."""
    end_of_last = 0
    for found in _IBAN.finditer(text):
        if found.start() < end_of_last:
            continue
        # The words that follow look like more of it: the longest beginning that is one counts.
        for end in _ends(text, found.start(), found.end()):
            if ibans.is_valid(text[found.start() : end], check_country=False):
                end_of_last = end
                yield Span("iban", found.start(), end)
                break


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a number of 15 to 34 characters may end, the longest first."""
    for at in range(end, start + 14, -1):
        if text[at - 1].isalnum() and (at == len(text) or not text[at].isalnum()):
            yield at

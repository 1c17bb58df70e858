"""What must agree between a claim and its source to the letter: numbers, names, negation."""

import re

from parley.search.words import words

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_LARGE = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {"dozen": 12} | {word: n for n, word in enumerate(_SMALL)}
_TENS = {word: 10 * n for n, word in enumerate(_LARGE, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
# Shares are compared as percentages.
_SHARES = {"half": 50, "third": 33, "quarter": 25, "fifth": 20, "tenth": 10}
# "one" is a pronoun more often than a number.
_NO_NUMBER = {"one"}
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*%?|[A-Za-z]+(?:'[a-z]+)?")
_SHARE_BEFORE = {"a", "one"}

_NAME = re.compile(r"(?<![.!?:\"'(]\s)(?<!^)(?<![A-Za-z])[A-Z][A-Za-z0-9]*\b", re.MULTILINE)

_NOT = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|hardly|rarely)\b|n't\b",
    re.IGNORECASE,
)
# As far as a "not" reaches: to the end of its clause, and a few words.
_CLAUSE_END = re.compile(r"[,;:.!?()]|\b(?:but|because|although|while|so|which|when|if)\b", re.I)
_REACH = 5


def numbers(text: str) -> set[str]:
    """Return the numbers of a text in one writing: 1,200 and twelve hundred, a quarter and 25%."""
    found: set[str] = set()
    value: float | None = None
    tokens = [token.lower() for token in _TOKEN.findall(text)]
    for before, token in zip(["", *tokens], [*tokens, ""], strict=True):
        number = _value(token)
        if token in _SCALES and value is not None:
            value *= _SCALES[token]
            continue
        if value is not None and number is not None and number < 10 and value in _TENS.values():
            value += number  # twenty one
            continue
        if value is not None:
            found.add(_written(value))
        value = None
        if token in _SHARES and before in _SHARE_BEFORE:
            found.add(f"{_SHARES[token]}%")
        elif token[:1].isdigit() and number is None:
            found.add(token)  # a time, a version
        elif number is not None and token.endswith("%"):
            found.add(f"{_written(number)}%")
        elif number is not None and token not in _NO_NUMBER:
            value = number
    percent = re.findall(r"(\d+(?:\.\d+)?) ?(?:percent|per cent)\b", text)
    return found - set(percent) | {f"{n}%" for n in percent}


def _value(token: str) -> float | None:
    plain = token.rstrip("%")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain):
        plain = plain.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    return _UNITS.get(token, _TENS.get(token))


def _written(value: float) -> str:
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


def names(text: str) -> set[str]:
    """Return the words that are written as names: with a capital, not at a sentence's beginning."""
    return {name for name in _NAME.findall(text) if name != "I"}


def negated(text: str) -> set[str]:
    """Return the stems of the words that a text says "not" to."""
    reached = []
    for no in _NOT.finditer(text):
        end = _CLAUSE_END.search(text, no.end())
        clause = text[no.end() : end.start() if end else len(text)]
        reached.append(" ".join(clause.split()[:_REACH]))
    return {word for said in words(reached) for word in said} if reached else set()

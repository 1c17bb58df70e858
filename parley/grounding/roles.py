"""Who does what: the same words with their owners exchanged say something else."""

import re
from typing import Literal

from parley.grounding.opposites import opposite, plain
from parley.search.words import words

_COMPARED = re.compile(
    r"(?P<one>.*?)\b(?P<how>more|less|fewer|\w{2,}er)\b(?P<rest>.*?)\bthan\b(?P<other>.*)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:more|less|fewer|\w{2,}er)\b", re.IGNORECASE)
# They end like a comparative and are none.
_NO_MORE = {"after", "over", "under", "other", "another", "never", "ever", "either", "neither"}
_NO_MORE |= {"number", "however", "whether", "rather", "together", "further", "water", "paper"}
_CLAUSE = re.compile(r"[.;:,]\s+|\b(?:but|while|whereas|and)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")


def exchanged(claim: str, source: str) -> str:
    """Say how the source gives a comparison, or a deed, to another than the claim does.

    Returns:
        One clause, or nothing when no exchange is seen.
    """
    if _compared(claim, source) == "exchanged":
        return "the source compares them the other way round"
    return _another_name(claim, source)


def turned(claim: str, source: str) -> bool:
    """Return whether the source says the same comparison from its other end.

    "A is faster than B" is borne out by "B is slower": opposites deny nothing there.
    """
    return _compared(claim, source) == "turned"


def _compared(claim: str, source: str) -> Literal["exchanged", "turned", ""]:
    compared = _COMPARED.match(claim)
    if compared is None:
        return ""
    one, other = (set(stems) for stems in words([compared["one"], compared["other"]]))
    for clause in _CLAUSE.split(source):
        hows = {how.lower() for how in _MORE.findall(clause)} - _NO_MORE
        there = set(words([clause])[0])
        if hows and there & (other - one) and not there & (one - other):
            against = opposite(plain(compared["how"]), plain(" ".join(hows)))
            return "turned" if against else "exchanged"
    return ""


def _another_name(claim: str, source: str) -> str:
    """Look at each clause that has one of several names: does the source have another there?"""
    named = [clause for clause in _CLAUSE.split(claim) if len(set(_CAPITAL.findall(clause))) >= 1]
    known = set(_CAPITAL.findall(source))
    owners = {name for clause in named for name in _CAPITAL.findall(clause)} & known
    if len(owners) < 2:
        return ""
    sentences = re.split(r"[.;]\s+", source)
    vocabularies = [set(stems) for stems in words(sentences)]
    for clause in named:
        mine = owners & set(_CAPITAL.findall(clause))
        said = set(words([clause])[0]) - set(words([" ".join(owners)])[0])
        if len(mine) != 1 or len(said) < 2:
            continue
        best = max(range(len(sentences)), key=lambda n: len(said & vocabularies[n]))
        theirs = owners & set(_CAPITAL.findall(sentences[best]))
        if 2 * len(said & vocabularies[best]) > len(said) and theirs and not theirs & mine:
            return f"{min(mine)} there, {min(theirs)} in the source"
    return ""

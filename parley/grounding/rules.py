"""Holds a claim against one source by rules alone: the same two always get the same opinion."""

import re
from dataclasses import dataclass

from parley.grounding.facts import names, negated, numbers
from parley.grounding.opposites import opposite, plain
from parley.grounding.passage import Passage, best_passages
from parley.grounding.roles import exchanged, turned
from parley.grounding.verdict import Source, Status
from parley.search.words import words

# Tuned on two thirds of the pairs in tests/parley/grounding/pairs.jsonl; the rest was held out.
_ABSENT_BELOW = 0.42  # of the claim's words: less, and the source speaks of something else
_SUPPORTED_FROM = 0.8  # and in this order, with nothing that may turn the meaning
_IN_ORDER_FROM = 0.7
_DENIED_FROM = 0.5  # enough for a sentence that says not, or the opposite
_ABOUT_THE_SAME = 0.6  # enough to say that a source denies the claim, and isn't merely silent

# What makes a claim say more than its words, or something else by their order.
_TURNS = re.compile(
    r"\b(?:than|all|every|always|only|most|none|never|must|entire|completely|guarantees?|"
    r"\w+est)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Opinion:
    """What the rules make of a claim and one source.

    Attributes:
        status: what they would say.
        sure: whether that needs no second opinion.
        quote: the source's words that it rests on, verbatim.
        coverage: the share of the claim's words in the quote, 0 to 1.
        why: one clause for a reader.
    """

    status: Status
    sure: bool
    quote: str
    coverage: float
    why: str


def opinion(claim: str, source: Source, topic: str = "") -> Opinion:
    """Hold a claim against a source; what the topic names needn't stand in the source."""
    [said, title, asked] = words([claim, source.title, topic])
    sentence, found = best_passages(said, source.text, {*title, *asked})
    if _flat(claim) in _flat(source.text):
        return _opinion("supported", True, found, "the source says it in these words")
    around = f"{source.title} {topic} {source.text}"
    # A denial stands in one sentence; the one before may well have the claim's own word.
    denied = _denied(claim, said, sentence)
    if missing := numbers(claim) - numbers(around):
        return _lacking(found, bool(numbers(found.quote)), f"no {_list(missing)} in the source")
    if missing := _unknown_names(claim, around):
        return _lacking(found, bool(names(found.quote)), f"no {_list(missing)} in the source")
    if denied and sentence.coverage >= _DENIED_FROM:
        return _opinion("contradicted", True, sentence, denied)
    if found.coverage >= _ABOUT_THE_SAME and (how := exchanged(claim, source.text)):
        return _opinion("contradicted", True, found, how)
    if found.coverage < _ABSENT_BELOW:
        return _opinion("absent", True, found, "the source does not speak of it")
    turns = {turn.lower() for turn in _TURNS.findall(claim)} - {
        turn.lower() for turn in _TURNS.findall(found.quote)
    }
    if found.coverage >= _SUPPORTED_FROM and found.in_order >= _IN_ORDER_FROM and not turns:
        return _opinion("supported", True, found, "the source has its words, in its order")
    leaning = found.coverage >= _ABOUT_THE_SAME and not turns and not denied
    why = "the source has most of its words" if leaning else "the source has a part of its words"
    return _opinion("supported" if leaning else "absent", False, found, why)


def _denied(claim: str, said: list[str], found: Passage) -> str:
    """Say how the passage turns the claim around, or nothing."""
    mine, its = negated(claim), negated(found.quote)
    for word in said:
        # Said twice, it may be denied once only.
        if found.words.count(word) == 1 and (word in mine) != (word in its):
            return "one of the two says not"
    pair = opposite(plain(claim), plain(found.quote))
    if pair and not turned(claim, found.quote):
        return f"{pair[0]} there, {pair[1]} in the source"
    return ""


def _lacking(found: Passage, has_another: bool, why: str) -> Opinion:
    # Of the same thing it has another number or name: then it says otherwise.
    contradicted = has_another and found.coverage >= _ABOUT_THE_SAME
    return _opinion("contradicted" if contradicted else "absent", True, found, why)


def _unknown_names(claim: str, around: str) -> set[str]:
    [there] = words([around])
    known, initials = set(there), "".join(re.findall(r"\b[a-z]", around.lower()))
    return {
        name
        for name in names(claim)
        if not set(words([name])[0]) <= known and not (name.isupper() and name.lower() in initials)
    }


def _opinion(status: Status, sure: bool, found: Passage, why: str) -> Opinion:
    return Opinion(status, sure, found.quote, found.coverage, why)


def _flat(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".!")


def _list(missing: set[str]) -> str:
    return " or ".join(sorted(missing))

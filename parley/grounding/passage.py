"""The part of a source that speaks of a claim: the sentence, or two, with most of its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.grounding.sentences import sentences
from parley.search.words import words


@dataclass(frozen=True)
class Passage:
    """One or two sentences of a source.

    Attributes:
        quote: the words, verbatim.
        words: its content words, stemmed, in order.
        coverage: the share of the claim's content words that it has, 0 to 1.
        in_order: the share of them that it has in the claim's order.
    """

    quote: str
    words: tuple[str, ...]
    coverage: float
    in_order: float


def best_passages(said: Sequence[str], text: str, known: set[str]) -> tuple[Passage, Passage]:
    """Return the sentence of `text` with most of the words `said`, and the passage with most.

    They are the same unless a second sentence adds words. Of equals the shortest is taken.

    Args:
        said: the claim's content words, stemmed, in order.
        text: the source.
        known: words that the source needn't repeat, such as those of its title.
    """
    bounds = list(sentences(text)) or [(0, 0)]
    single = [text[start:end] for start, end in bounds]
    double = [text[start:end] for (start, _), (_, end) in pairwise(bounds)]
    passages = [
        _passage(said, quote, stems, known)
        for quote, stems in zip(single + double, words(single + double), strict=True)
    ]
    return _best(passages[: len(single)]), _best(passages)


def _best(passages: Sequence[Passage]) -> Passage:
    return max(passages, key=lambda p: (round(p.coverage, 6), -len(p.quote)))


def _passage(said: Sequence[str], quote: str, stems: list[str], known: set[str]) -> Passage:
    there = set(stems)
    # Of the words that everyone here knows, only those that the passage has are counted.
    counted = [word for word in said if word in there or word not in known]
    if not counted:
        return Passage(quote, tuple(stems), 0, 0)
    held = [word for word in counted if word in there]
    return Passage(
        quote,
        tuple(stems),
        len(held) / len(counted),
        _common(held, stems) / len(counted),
    )


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest sequence that both have in this order."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for i, b in enumerate(other, 1):
            before, row[i] = row[i], before + 1 if a == b else max(row[i], row[i - 1])
    return row[-1]

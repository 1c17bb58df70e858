"""Whether two requests mean the same, so that one's answer serves the other.

Nearness of whole texts is no safe measure: the packaged embedder puts "order 123" at .93 from
"order 124", and one changed word of fifty at .98, above most true paraphrases. So requests are
compared word by word, in order. A word may differ by its ending, or be another that means the same
by itself; what joins words, numbers and negations among them, has to be the very same.
"""

import re
from collections.abc import Sequence

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS

from parley.models.embedder import embed

# Nobody asks for something else by these, nor by one of these instead of the other.
_EMPTY = {"a", "an", "the", "our", "please"}
_ALIKE = {"into": "to", "every": "each", "which": "that", "multiple": "several"}
# Each of these is near its opposite, or near what is weaker.
_JOINING = {
    *STOPWORDS_EN_PLUS,
    *("must", "may", "might", "could", "would", "shall", "need", "always", "never", "also"),
    *("each", "several", "none", "nothing", "everything", "without", "unless", "till"),
}
# Of two words by themselves: "customer" and "client" are at .88, "teach" and "learn" at .84.
_MEANS_THE_SAME = 0.85
# Opposites are near each other too: "encrypt" and "decrypt" are at .99.
_BEGINNING = re.compile(r"^(?:en|de|un|in|im|il|ir|dis|mis|non|re|ex|anti|over|under|up|down|a)")

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*|[^\w\s]")
_SPELLINGS = (
    (re.compile(r"\bcan't|\bcannot\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(it|that|there)'s\b"), r"\1 is"),
    (re.compile(r",\s+(and|or)\b"), r" \1"),
    # How people begin, whatever they ask for.
    (re.compile(r"^(?:(?:i|we) (?:want|need|would like|plan) to|can you|could you)\s+"), ""),
)


def significant(text: str) -> tuple[str, ...]:
    """Return the words of a request that matter, in lower case and in order, and its punctuation.

    Case, white space, articles and a full stop at the end make no other request.
    """
    plain = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip().rstrip(".")
    for written, meant in _SPELLINGS:
        plain = written.sub(meant, plain)
    words = (word for word in _WORD.findall(plain) if word not in _EMPTY)
    return tuple(_ALIKE.get(word, word) for word in words)


async def mean_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two requests, given by their `significant` words, ask for the same.

    Raises:
        ModelError: the embedding model can't answer.
    """
    if len(one) != len(other):
        return False
    stem = Stemmer.Stemmer(
        "english"
    ).stemWord  # an instance of its own: it isn't safe among threads
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if not all(map(_may_differ, differing)):
        return False
    words = [word for a, b in differing if stem(a) != stem(b) for word in (a, b)]
    if not words:
        return True
    vectors = await embed(words)
    nearness = (vectors[::2] * vectors[1::2]).sum(axis=1)
    return bool((nearness >= _MEANS_THE_SAME).all())


def _may_differ(words: tuple[str, str]) -> bool:
    a, b = words
    if not (a.isalpha() and b.isalpha()) or a in _JOINING or b in _JOINING:
        return False
    return _BEGINNING.sub("", a) != _BEGINNING.sub("", b)

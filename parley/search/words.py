"""The words that carry meaning in a text: lower case, stemmed, without stop words."""

import bm25s
import Stemmer


def words(texts: list[str]) -> list[list[str]]:
    """Return the stemmed content words of each text, in order."""
    found: list[list[str]] = bm25s.tokenize(
        texts,
        stopwords="en_plus",  # questions too: how, should, does
        stemmer=Stemmer.Stemmer("english"),
        return_ids=False,
        show_progress=False,
    )
    return found


def asked(question: str) -> list[str]:
    """Return what a question asks about: its words without those that fit every subject.

    Of "What are common mistakes?" nothing is left: it asks about what was spoken of before.
    """
    every = words([question])[0]
    return [word for word in every if word not in _OF_ANY_SUBJECT]


# Stemmed as a question is. How one asks; what is asked about is said by other words.
_OF_ANY_SUBJECT = frozenset(
    word
    for stems in words(
        [
            "advantages approaches aspects basics benefits best challenges common considerations "
            "difference disadvantages done drawbacks effective examples explain factors good guide "
            "happen important introduction issues key know limits limitations made main make "
            "mistakes overview practices principles problems pros cons purpose reasons right risks "
            "role steps strategies techniques things tips typical used uses way ways work works"
        ]
    )
    for word in stems
)

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

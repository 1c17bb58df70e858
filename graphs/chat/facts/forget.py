"""Which facts a user wants forgotten."""

import re
from collections.abc import Sequence

from graphs.chat.facts.about import about
from graphs.chat.facts.kept import Fact, vectors
from graphs.chat.facts.wish import EVERYTHING
from parley.models.embedder import embed
from parley.search.words import words

# The lowest at which nothing is forgotten that was not meant, by the packaged embedder on the even
# pairs of test_thresholds.py. Words in common count beside it.
_SAME = 0.4
_CLOSE = 0.1
_EXCEPT = re.compile(r",? (?:except|but not|but keep|apart from|other than) (?:for )?", re.I)
_ANYTHING = re.compile(r"(?:everything|all|anything)\b", re.I)


async def meant(facts: Sequence[Fact], what: str) -> list[Fact]:
    """Return the facts that `what` means: those nearest to it that share its words or its sense.

    Raises:
        ModelError: the embedding model can't answer.
    """
    if not facts or what == EVERYTHING:
        return list(facts)
    what, *left = _EXCEPT.split(what, maxsplit=1)
    if left:
        spared = await meant(facts, left[0])
        gone = facts if _ANYTHING.match(what) else await meant(facts, what)
        return [fact for fact in gone if fact not in spared]
    thing = about(what) or about(f"{what} is")  # "my age" is what "my age is 41" tells
    if thing and (same := [fact for fact in facts if fact.about == thing]):
        return same
    [wanted] = await embed([what])
    scores = vectors(facts) @ wanted
    [asked, *said] = map(set, words([what, *(fact.text for fact in facts)]))
    fitting = [
        i
        for i, score in enumerate(scores)
        if score >= _SAME or 2 * len(asked & said[i]) >= max(1, len(asked))
    ]
    if not fitting:
        return []
    best = max(scores[i] for i in fitting)
    return [facts[i] for i in fitting if scores[i] >= best - _CLOSE]

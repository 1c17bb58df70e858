"""What a user wants forgotten, and which facts that is."""

import re
from collections.abc import Sequence

from graphs.chat.facts.kept import Fact, vectors
from parley.models.embedder import embed
from parley.search.words import words

EVERYTHING = ""

_WISH = re.compile(
    r"(?<!don't )(?<!not )(?<!never )\b(?:forget|erase|delete|remove)\s+"
    r"(?P<all>everything|all (?:of it|you know|that you know|about me|my (?:data|facts))|"
    r"what you know(?: about me)?$)?"
    r"(?P<what>(?:about|that|the fact that|my|our|where|what|who|when|which|how|me|I)\b[^.!?\n]*)?",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:about|that|the fact that|what you know about)\s+", re.IGNORECASE)
_ALONE = {"", "it", "that", "about it", "about that", "this"}
# The lowest at which nothing is forgotten that was not meant, by the packaged embedder on the even
# pairs of test_thresholds.py. Words in common count beside it.
_SAME = 0.4
_CLOSE = 0.1


def wish(text: str) -> str | None:
    """Return what the user asks to forget: EVERYTHING, in words, or None when they don't ask."""
    match = _WISH.search(text)
    if match is None:
        return None
    if match["all"]:
        return EVERYTHING
    what = (match["what"] or "").strip()
    return None if what.lower() in _ALONE else _LEAD.sub("", what)


async def meant(facts: Sequence[Fact], what: str) -> list[Fact]:
    """Return the facts that `what` means: those nearest to it that share its words or its sense.

    Raises:
        ModelError: the embedding model can't answer.
    """
    if not facts or what == EVERYTHING:
        return list(facts)
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


def masked(text: str, forgotten: Sequence[str]) -> str:
    """Return a text of the thread without the sentences that say what was forgotten."""
    hidden = [known for known in map(set, words(list(forgotten))) if known]
    parts = re.split(r"(?<=[.!?])\s+|\n", text)
    said = list(map(set, words(parts)))
    if not any(known <= part for known in hidden for part in said):
        return text
    return " ".join(
        "[forgotten]" if any(known <= said[i] for known in hidden) else part
        for i, part in enumerate(parts)
    )

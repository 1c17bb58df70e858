"""Which facts a question calls for: all while they are few, then those near it in meaning."""

import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage

from graphs.chat.facts.kept import Fact, vectors
from parley.models.embedder import embed

# So few are shown whatever the question is: no search can miss one of them.
_FEW = 12
_NEAR = 8
# Below, two sentences seem to have nothing to do with each other: chosen by eye, on a few sentences
# and the packaged embedder.
_LEAST = 0.15
_ALL = re.compile(
    r"\b(?:know|remember|learned|noted|remembered) (?:\w+ ){0,2}?(?:about|of) me\b|"
    r"\bwhat (?:do|did|have) you (?:know|remember|remembered|learned)\??$|\bwho am I\b",
    re.IGNORECASE,
)
_MOST = 60
# Of a long message: what is asked stands at its beginning, and a vector takes time by length.
_ASKED = 300


async def recalled(facts: Sequence[Fact], question: str) -> list[Fact]:
    """Return what the model should know for this question, oldest first.

    Raises:
        ModelError: the embedding model can't answer.
    """
    if len(facts) <= _FEW:
        return list(facts)
    if _ALL.search(question):
        return list(facts[-_MOST:])
    [wanted] = await embed([question[:_ASKED]])
    scores = vectors(facts) @ wanted
    near = {int(i) for i in scores.argsort()[::-1][:_NEAR] if scores[i] >= _LEAST}
    return [fact for i, fact in enumerate(facts) if i in near or fact.about == "name"]


def of_this_branch(
    facts: Sequence[Fact], thread: str | None, messages: Sequence[BaseMessage]
) -> list[Fact]:
    """Return the facts without those that were said on another branch of this very thread."""
    return [fact for fact in facts if fact.thread != thread or _still_said(fact, messages)]


def _still_said(fact: Fact, messages: Sequence[BaseMessage]) -> bool:
    if fact.index < len(messages) and messages[fact.index].id == fact.message:
        return fact.text.casefold().rstrip(".!") in messages[fact.index].text.casefold()
    # Something before it was removed, so it stands elsewhere or nowhere.
    return any(message.id == fact.message for message in messages)

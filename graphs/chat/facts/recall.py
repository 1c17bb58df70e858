"""Which facts a question calls for: all while they are few, then those near it in meaning."""

import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage

from graphs.chat.facts.kept import Fact, vectors
from graphs.chat.memory.tokens import tokens_of
from parley.models.embedder import embed

# So few, or so short ones, are shown whatever the question is: no search can miss one of them, and
# a vector takes longer than a model takes to read them.
_FEW = 12
_FEW_TOKENS = 200
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
    if len(facts) <= _FEW or sum(tokens_of(fact.text) + 2 for fact in facts) <= _FEW_TOKENS:
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
    """Return the facts that hold here.

    Those that were said on another branch of this very thread don't, and replace nothing here.
    """
    here = [fact for fact in facts if fact.thread == thread]
    moved = [fact for fact in here if not _is_there(fact, messages)]
    # Of a fact that isn't where it was, something before it was removed, or it is on no branch of
    # ours. Then, and only then, the whole thread is looked through.
    said = {message.id: message for message in messages} if moved else {}
    gone = [fact for fact in moved if not _says(said.get(fact.message), fact)]
    there = {fact.key for fact in gone}
    return [fact for fact in facts if fact.key not in there and there.issuperset(fact.replaced_by)]


def _is_there(fact: Fact, messages: Sequence[BaseMessage]) -> bool:
    if fact.index >= len(messages) or messages[fact.index].id != fact.message:
        return False
    return _says(messages[fact.index], fact)


def _says(message: BaseMessage | None, fact: Fact) -> bool:
    return message is not None and fact.text.casefold().rstrip(".!") in message.text.casefold()

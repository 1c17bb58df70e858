"""What users are told of their memory itself: by code, so that it is what was done and is there."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage

from graphs.chat.facts.addressed import addressed
from graphs.chat.facts.kept import Fact

# More than anybody reads; the newest are told.
_MOST = 60

NOTHING = (
    "I remember nothing about you yet. Tell me something about yourself, and I will know it in all "
    "of our conversations."
)
_LISTED = "This is what I remember about you:\n{facts}\n\nIf I should forget any of it, say so."
_FORGOTTEN = "Done: I have forgotten that."
_SEVERAL = "Done: I have forgotten that, {count} things that you had told me."
_ALL = "Done: I have forgotten everything that I remembered about you ({count})."
_NOT_FOUND = (
    "I remember nothing about you that fits this, so there was nothing to forget. Ask me what I "
    "know about you to see all of it."
)
NOT_REMOVED = (
    "My memory can't be changed right now, so nothing is forgotten. Please ask again later."
)


def listed(facts: Sequence[Fact]) -> str:
    """Return all that is remembered, a line each, oldest first."""
    if not facts:
        return NOTHING
    lines = [f"- {addressed(fact.text)}" for fact in facts[-_MOST:]]
    if len(facts) > _MOST:
        lines.insert(0, f"- ({len(facts) - _MOST} older things)")
    return _LISTED.format(facts="\n".join(lines))


def forgotten(count: int, everything: bool, hidden: bool) -> str:
    """Return what was done; it doesn't say again what was to be forgotten."""
    if everything:
        return _ALL.format(count=count) if count else NOTHING
    if count > 1:
        return _SEVERAL.format(count=count)
    return _FORGOTTEN if count or hidden else _NOT_FOUND


def joined(answer: AIMessage, receipt: str) -> AIMessage:
    """Return an answer with the receipt after it: the answer was streamed already."""
    return answer.model_copy(update={"content": f"{answer.text.rstrip()}\n\n{receipt}"})

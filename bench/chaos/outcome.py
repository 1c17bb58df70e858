"""What became of a turn."""

from enum import Enum

from langchain_core.messages import BaseMessage


class Outcome(Enum):
    """How a turn ended for the user, or that it did not."""

    WHOLE = "answered"
    DEGRADED = "degraded"
    LOST = "lost"
    """An error, or half of an answer as if it were all."""


def outcome(answer: BaseMessage, expected: str) -> Outcome:
    """Judge a turn by its answer.

    Args:
        answer: the newest message when the turn was over.
        expected: how a whole answer begins.
    """
    if answer.type != "ai":
        return Outcome.LOST
    if answer.response_metadata.get("degraded") and answer.text:
        return Outcome.DEGRADED
    return Outcome.WHOLE if answer.text.startswith(expected) else Outcome.LOST

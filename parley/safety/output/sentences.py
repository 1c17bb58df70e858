"""What stands where an answer was stopped."""

from parley.safety.moderation.verdict import UNCHECKED

WITHHELD = "This answer is withheld: it is not something that I should say."
STOPPED = "\n\n(The rest of this answer is withheld: it is not something that I should say.)"
UNJUDGED = "This answer is withheld: it can't be checked at the moment. Please ask again later."
STOPPED_UNJUDGED = (
    "\n\n(The rest of this answer is withheld: it can't be checked at the moment. "
    "Please ask again later.)"
)


def sentence(category: str, *, begun: bool) -> str:
    """Return what the user reads in place of what was flagged.

    Args:
        category: what for.
        begun: a part of the answer is out.
    """
    if category == UNCHECKED:
        return STOPPED_UNJUDGED if begun else UNJUDGED
    return STOPPED if begun else WITHHELD


class ModeratedError(RuntimeError):
    """An answer that nobody should read, and half of which would be of no use."""

    def __init__(self, category: str) -> None:
        super().__init__(sentence(category, begun=False))

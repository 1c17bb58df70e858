"""What users write, judged before it is answered: counted or refused, if the operator wants it."""

from collections.abc import Sequence

from parley.safety.moderation.verdict import UNCHECKED, verdicts
from parley.settings import settings

UNWELCOME = "The message is not something that is answered here: word it differently."
UNJUDGED = "The message can't be checked at the moment: send it again in a minute."


async def unwelcome(texts: Sequence[str]) -> str | None:
    """Say why these texts are not answered; None when they are."""
    wanted = settings().moderation_input
    if wanted == "off":
        return None
    category = next(filter(None, await verdicts(texts, "input")), None)
    if category is None or wanted == "count":
        return None
    return UNJUDGED if category == UNCHECKED else UNWELCOME

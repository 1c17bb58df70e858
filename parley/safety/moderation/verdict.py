"""The one question: may this be read? Who answers it is the operator's choice."""

import asyncio
from collections.abc import Sequence
from typing import Literal

from prometheus_client import Counter

from parley.safety.moderation import rules
from parley.safety.moderation.endpoint import ModerationDownError, asked, chosen
from parley.settings import settings

Where = Literal["input", "output"]

# What an answer is stopped for while nobody can judge it.
UNCHECKED = "unchecked"

# The rules read some thousand characters in a millisecond; more are judged beside the loop.
_LONG = 10_000

_FLAGGED = Counter(
    "parley_moderation",
    "Texts that moderation flagged; category unchecked is for texts that it could not judge",
    ["category", "where"],
)
_FAILED = Counter("parley_moderation_failures", "Calls of the moderation server without an answer")


async def verdicts(
    texts: Sequence[str], where: Where, *, closed: bool | None = None
) -> list[str | None]:
    """Return for each text the category that it is flagged for; None when it may be read.

    While the server that judges is away, the local rules do, or nothing may be read: the setting
    MODERATION_DOWN says which, unless `closed` does.
    """
    if settings().moderation_model == "off" or not any(texts):
        return [None] * len(texts)
    found = await _judged(
        texts, closed=settings().moderation_down == "closed" if closed is None else closed
    )
    for category in found:
        if category:
            _FLAGGED.labels(_bounded(category), where).inc()
    return found


async def _judged(texts: Sequence[str], *, closed: bool) -> list[str | None]:
    endpoint = chosen()
    if endpoint:
        try:
            return await asked(endpoint).categories(texts)
        except ModerationDownError:
            _FAILED.inc()
            if closed:
                return [UNCHECKED] * len(texts)
    if sum(map(len, texts)) < _LONG:
        return [rules.category_of(text) for text in texts]
    return await asyncio.to_thread(lambda: [rules.category_of(text) for text in texts])


def _bounded(category: str) -> str:
    # Another server may make up names as it likes; a metric must not grow with them.
    return category if category in _CATEGORIES else "other"


# OpenAI's, as of omni-moderation-latest.
_CATEGORIES = {
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
    UNCHECKED,
}

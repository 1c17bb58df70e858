"""OpenAI's moderation endpoint, or another server that speaks its protocol."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import openai
import structlog

from parley.settings import settings

log = structlog.get_logger(__name__)

OPENAI_MODEL = "omni-moderation-latest"

# A user waits for it at every sentence.
_SECONDS = 5.0
# What did not answer is left alone for so long.
_REST_SECONDS = 30.0


class ModerationDownError(RuntimeError):
    """The endpoint did not answer as it should."""


@dataclass(frozen=True)
class Endpoint:
    """Where to ask, and for which model."""

    url: str | None
    model: str
    key: str


class Asked:
    """Asks one endpoint, and not again for a while when it failed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client: openai.AsyncOpenAI | None = None
        self._rests_until = 0.0

    async def categories(self, texts: Sequence[str]) -> list[str | None]:
        """Return for each text the gravest category that it is flagged for, or None.

        Raises:
            ModerationDownError: no usable answer came in time, or lately.
        """
        if time.monotonic() < self._rests_until:
            raise ModerationDownError("it is left alone")
        if self._client is None:  # reads the TLS roots
            self._client = await asyncio.to_thread(self._connect)
        try:
            answer = await self._client.moderations.create(
                model=self._endpoint.model, input=list(texts)
            )
            found = [_gravest(result) for result in answer.results]
            if len(found) != len(texts):
                raise ModerationDownError(f"{len(found)} verdicts on {len(texts)} texts")
        # Whatever a broken server sends: each is an answer that can't be used.
        except Exception as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            log.warning("moderation failed", model=self._endpoint.model, error=repr(error))
            raise ModerationDownError(str(error)) from error
        return found

    def _connect(self) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            base_url=self._endpoint.url,
            api_key=self._endpoint.key,
            max_retries=1,
            timeout=_SECONDS,
        )


def _gravest(result: openai.types.Moderation) -> str | None:
    if not result.flagged:
        return None
    scores = result.category_scores.model_dump(by_alias=True)
    flagged = [name for name, yes in result.categories.model_dump(by_alias=True).items() if yes]
    return max(flagged, key=lambda name: scores.get(name) or 0, default="other")


def chosen() -> Endpoint | None:
    """Return the endpoint that the operator set up; None where the local rules judge."""
    wanted = settings()
    key = wanted.openai_api_key.get_secret_value() if wanted.openai_api_key else None
    if wanted.moderation_model in {"local", "off"}:
        return None
    if wanted.moderation_url:
        return Endpoint(
            wanted.moderation_url, wanted.moderation_model or OPENAI_MODEL, key or "none"
        )
    if key and not wanted.openai_base_url:
        return Endpoint("https://api.openai.com/v1", wanted.moderation_model or OPENAI_MODEL, key)
    return None


@cache
def asked(endpoint: Endpoint) -> Asked:
    """Return what asks `endpoint`, one for the whole process."""
    return Asked(endpoint)

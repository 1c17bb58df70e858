"""A semantic cache: what was found out about a request serves others that mean the same."""

import json
from collections.abc import Sequence

import structlog

from parley.models.cache.count import count
from parley.models.cache.kept import Kept, seconds
from parley.models.cache.meaning import mean_the_same, significant
from parley.models.errors import ModelError

log = structlog.get_logger(__name__)

# What must be equal besides what is meant, such as the user and the model.
type Whose = Sequence[str | None]


class Near[V]:
    """Values under requests, for MODEL_CACHE_SECONDS each; never from one `whose` to another."""

    def __init__(self, name: str) -> None:
        """Make the cache of this name."""
        self._kept: Kept[tuple[Sequence[str], V]] = Kept(name)

    async def find(self, whose: Whose, request: str) -> V | None:
        """Return what is kept for the same `whose` under a request that means the same.

        Args:
            whose: what must be equal besides.
            request: in the user's words.
        """
        if not seconds():
            return None
        value = await self._nearest(whose, request)
        count("near", hit=value is not None)
        return value

    async def _nearest(self, whose: Whose, request: str) -> V | None:
        words = significant(request)
        for others, value in await self._kept.all(json.dumps(whose)):
            try:
                if await mean_the_same(words, others):
                    return value
            except ModelError as error:  # a cache that can't be asked fails nobody
                log.warning("no vectors for the semantic cache", error=str(error))
        return None

    async def keep(self, whose: Whose, request: str, value: V) -> None:
        """Keep `value` from now on."""
        words = significant(request)
        await self._kept.keep(json.dumps(whose), json.dumps(words), (words, value))

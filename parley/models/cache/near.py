"""A semantic cache: what was found out about a request serves others that mean the same."""

from collections.abc import Hashable

import structlog

from parley.models.cache.count import count
from parley.models.cache.kept import Kept, seconds
from parley.models.cache.meaning import mean_the_same, significant
from parley.models.errors import ModelError

log = structlog.get_logger(__name__)


class Near[V]:
    """Values under requests, for MODEL_CACHE_SECONDS each; never from one `whose` to another."""

    def __init__(self) -> None:
        self._kept: Kept[tuple[Hashable, tuple[str, ...], V]] = Kept()

    async def find(self, whose: Hashable, request: str) -> V | None:
        """Return what is kept for the same `whose` under a request that means the same.

        Args:
            whose: what must be equal besides, such as the user and the model.
            request: in the user's words.
        """
        if not seconds():
            return None
        value = await self._nearest(whose, request)
        count("near", hit=value is not None)
        return value

    async def _nearest(self, whose: Hashable, request: str) -> V | None:
        words = significant(request)
        for owner, others, value in self._kept.all():
            try:
                if owner == whose and await mean_the_same(words, others):
                    return value
            except ModelError as error:  # a cache that can't be asked fails nobody
                log.warning("no vectors for the semantic cache", error=str(error))
        return None

    def keep(self, whose: Hashable, request: str, value: V) -> None:
        """Keep `value` from now on."""
        words = significant(request)
        self._kept.keep((whose, words), (whose, words, value))

"""LangGraph's cache for nodes and tasks, with a bound: its own in memory grows for ever.

Its own on Redis blocks the loop, and fails the run when Redis does.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from langgraph.cache.base import BaseCache, FullKey, Namespace

from parley.models.cache.count import count
from parley.models.cache.kept import Kept


class NodeCache(BaseCache[Any]):
    """Keeps each value for MODEL_CACHE_SECONDS, whatever its policy says of `ttl`."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: Kept[Any] = Kept("node")

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        found = {key: await self._kept.find(*_place(key)) for key in keys}
        for value in found.values():
            count("node", hit=value is not None)
        return {key: value for key, value in found.items() if value is not None}

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        for key, (value, _) in pairs.items():
            await self._kept.keep(*_place(key), value)

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Forget everything, of other namespaces too: it is only asked for again."""
        await self._kept.empty()

    def get(self, keys: Sequence[FullKey]) -> NoReturn:
        raise NotImplementedError(_ASYNC)

    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> NoReturn:
        raise NotImplementedError(_ASYNC)

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> NoReturn:
        raise NotImplementedError(_ASYNC)


_ASYNC = "This cache is asked asynchronously only: call the graph with ainvoke or astream."


def _place(key: FullKey) -> tuple[str, str]:
    namespace, name = key
    return json.dumps(namespace), name

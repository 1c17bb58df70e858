"""LangGraph's cache for nodes and tasks, with a bound: its own in memory grows for ever."""

from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.cache.base import BaseCache, FullKey, Namespace

from parley.models.cache.count import count
from parley.models.cache.kept import Kept


class NodeCache(BaseCache[Any]):
    """Keeps each value for MODEL_CACHE_SECONDS, whatever its policy says of `ttl`."""

    def __init__(self) -> None:
        super().__init__()
        # Written out, so that nobody changes what another gets.
        self._kept: Kept[tuple[str, bytes]] = Kept()

    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        found = {key: self._kept.find(key) for key in keys}
        for value in found.values():
            count("node", hit=value is not None)
        return {key: self.serde.loads_typed(value) for key, value in found.items() if value}

    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        for key, (value, _) in pairs.items():
            self._kept.keep(key, self.serde.dumps_typed(value))

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Forget everything, of other namespaces too: it is only asked for again."""
        self._kept.empty()

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        return self.get(keys)

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        self.set(pairs)

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        self.clear(namespaces)

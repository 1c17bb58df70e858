"""Whole copies of a long list, stored as blocks: what a copy shares with an older one is kept once.

LangGraph stores the whole list of a DeltaChannel at every hundredth update, and at each fork, so
that a load replays few writes. For a thread of megabytes that is most of what it would write.
Here a list is cut into blocks, each named by a hash of its bytes, and the copy holds the names
alone. A list that only grows adds its newest blocks; a message that is edited writes one block.

Blocks are rows of tables that LangGraph's savers have: what deletes, saves or restores a thread
takes them along. A copy that an earlier release stored whole is read as it is.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import takewhile
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.types import _DeltaSnapshot

from parley.messages import Named
from parley.server.copies.uncollected import uncollected
from parley.storage.errors import StorageError

# A copy is due after a hundred messages or so, and its last block is rarely full: larger ones
# would write more of the same messages twice, smaller ones more names.
BLOCK = 50
_NAME = 16

# A block as it is stored: the serializer's word for its form, and its bytes.
type Stored = tuple[str, bytes]


@dataclass(frozen=True)
class Place:
    """Whose blocks they are: a list of one thread, so they go when it goes."""

    thread: str
    namespace: str
    channel: str


class Copies(BaseCheckpointSaver[Any]):
    """Stores copies as blocks. Put it before a saver of LangGraph's."""

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        values = dict(checkpoint["channel_values"])
        for channel, value in values.items():
            if isinstance(value, _DeltaSnapshot) and isinstance(value.value, list):
                names = await self._keep(_place(config, channel), value.value)
                # Of a type that no JSON has, so that nothing a client writes is taken for it.
                values[channel] = _DeltaSnapshot(names)
        # The blocks are stored by now: a kill in between leaves some that nothing names.
        short: Checkpoint = {**checkpoint, "channel_values": values}
        return await super().aput(config, short, metadata, new_versions)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        found = await super().aget_tuple(config)
        return await self._filled(found, {}) if found else None

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        # Copies of one thread share most blocks, and so what is read of them.
        read: dict[bytes, list[Any]] = {}
        async for found in super().alist(config, filter=filter, before=before, limit=limit):
            yield await self._filled(found, read)

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        histories = await super().aget_delta_channel_history(config=config, channels=channels)
        for channel, history in histories.items():
            if "seed" in history:
                history["seed"] = await self._whole(_place(config, channel), history["seed"], {})
        return histories

    async def known(self, place: Place, names: Iterable[bytes]) -> set[bytes]:
        """Return those of the blocks that are stored already."""
        raise NotImplementedError

    async def keep(self, place: Place, blocks: Mapping[bytes, Stored]) -> None:
        """Store the blocks for good; those that are there stay as they are."""
        raise NotImplementedError

    async def blocks(self, place: Place, names: Iterable[bytes]) -> dict[bytes, Stored]:
        """Return those of the blocks that are stored."""
        raise NotImplementedError

    async def _keep(self, place: Place, items: list[Any]) -> bytes:
        # In a thread: this may be megabytes.
        blocks = await asyncio.to_thread(_cut, self.serde, items)
        new = dict(blocks)
        for name in await self.known(place, new):
            del new[name]
        if new:
            await self.keep(place, new)
        return b"".join(name for name, _ in blocks)

    async def _filled(
        self, found: CheckpointTuple, read: dict[bytes, list[Any]]
    ) -> CheckpointTuple:
        values = found.checkpoint["channel_values"]
        for channel, value in values.items():
            values[channel] = await self._whole(_place(found.config, channel), value, read)
        return found

    async def _whole(self, place: Place, value: Any, read: dict[bytes, list[Any]]) -> Any:
        if not (isinstance(value, _DeltaSnapshot) and isinstance(value.value, bytes)):
            return value
        names = [value.value[at : at + _NAME] for at in range(0, len(value.value), _NAME)]
        stored = await self.blocks(place, set(names) - read.keys())
        read |= await asyncio.to_thread(_read, self.serde, stored)
        if missing := set(names) - read.keys():
            raise StorageError(
                f"{len(missing)} blocks of thread {place.thread} are missing: restore a backup."
            )
        items = [item for name in names for item in read[name]]
        # The last one is short, and another release may have cut others.
        full = takewhile(lambda name: len(read[name]) == BLOCK, names)
        return _DeltaSnapshot(Named(items, list(full), BLOCK))


def _place(config: RunnableConfig, channel: str) -> Place:
    place = config["configurable"]
    return Place(str(place["thread_id"]), place.get("checkpoint_ns", ""), channel)


def _cut(serde: SerializerProtocol, items: list[Any]) -> list[tuple[bytes, Stored]]:
    blocks = []
    for at in range(0, len(items), BLOCK):
        stored = serde.dumps_typed(items[at : at + BLOCK])
        # By its bytes, since nothing else tells whether it changed.
        blocks.append((blake2b(stored[1], digest_size=_NAME).digest(), stored))
    return blocks


def _read(serde: SerializerProtocol, stored: Mapping[bytes, Stored]) -> dict[bytes, list[Any]]:
    with uncollected():
        return {name: serde.loads_typed(block) for name, block in stored.items()}

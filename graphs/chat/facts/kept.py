"""The facts of one user in the store, each with its vector and the name of what made it."""

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np
from langgraph.store.base import BaseStore, PutOp

from graphs.chat.facts.stated import Statement
from parley.models.cache.whose import whose
from parley.models.embedder import Vectors, embed, embedder_name

# More than anybody says of themselves; the oldest are not looked at beyond.
_MOST = 1_000
_FORGOTTEN = "forgotten"


@dataclass(frozen=True)
class Fact:
    """What a user said of themselves.

    Attributes:
        text: their own sentence.
        about: what it is about, where only one such fact can hold.
        said_at: when, in ISO 8601, UTC.
        thread: where it was said.
        message: the id of the message that says it.
        index: which message of its thread that is.
        embedder: what made the vector.
        vector: of the text, as base64 of half-precision floats: a kilobyte.
        replaced_by: keys of the facts that took its place. It is kept for branches without them.
    """

    text: str
    about: str | None
    said_at: str
    thread: str | None
    message: str | None
    index: int
    embedder: str
    vector: str
    replaced_by: Sequence[str] = ()

    @property
    def key(self) -> str:
        """The same fact, said twice, is one."""
        return sha256(self.text.casefold().encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Memory:
    """What is kept of a user.

    Attributes:
        facts: oldest first.
        forgotten: marks of what they had forgotten, by which other threads tell what not to show.
    """

    facts: list[Fact]
    forgotten: list[str]


def namespace() -> tuple[str, ...] | None:
    """Return where the facts of the user of this run are; None when nobody can tell who that is.

    The user is in it even where the store sees to that too: not every engine's does.
    """
    user = whose()
    return None if user is None else ("facts", sha256(user.encode()).hexdigest()[:32])


class Facts:
    """The facts of the user of this run.

    Raises (each method):
        Exception: whatever the store or the embedder raises.
    """

    def __init__(self, store: BaseStore, place: tuple[str, ...]) -> None:
        self._store = store
        self._place = place

    async def read(self) -> Memory:
        """Return all of them; their vectors are those of today's embedder."""
        items = {i.key: i.value for i in await self._store.asearch(self._place, limit=_MOST)}
        forgotten = items.pop(_FORGOTTEN, {_FORGOTTEN: []})[_FORGOTTEN]
        facts = sorted((Fact(**value) for value in items.values()), key=lambda fact: fact.said_at)
        old = [fact for fact in facts if fact.embedder != embedder_name()]
        if old:
            new = {fact.key: fact for fact in await _embedded(old)}
            await self.change(list(new.values()), [])
            facts = [new.get(fact.key, fact) for fact in facts]
        return Memory(facts, forgotten)

    async def change(
        self, new: Sequence[Fact], gone: Sequence[Fact], forgotten: Sequence[str] | None = None
    ) -> None:
        """Keep the new facts, drop the others and set the marks if there are any, together."""
        new = await _embedded(new)
        kept = {fact.key for fact in new}
        puts = [PutOp(self._place, fact.key, asdict(fact)) for fact in new]
        drops = [PutOp(self._place, fact.key, None) for fact in gone if fact.key not in kept]
        if forgotten is not None:
            puts.append(PutOp(self._place, _FORGOTTEN, {_FORGOTTEN: forgotten[-_MOST:]}))
        if puts or drops:
            await self._store.abatch([*drops, *puts])


def fact(statement: Statement, thread: str | None, message: str | None, index: int) -> Fact:
    """Return the fact that was stated there and now, its vector still to be made."""
    now = datetime.now(UTC).isoformat()
    return Fact(statement.text, statement.about, now, thread, message, index, "", "")


def vectors(facts: Sequence[Fact]) -> Vectors:
    """Return the vectors of facts, a row each."""
    rows = [np.frombuffer(base64.b64decode(fact.vector), np.float16) for fact in facts]
    return np.stack(rows).astype(np.float32)


async def _embedded(facts: Sequence[Fact]) -> list[Fact]:
    name = embedder_name()
    bare = [fact for fact in facts if fact.embedder != name]
    rows = await embed([fact.text for fact in bare])
    made = {
        fact.key: base64.b64encode(row.astype(np.float16).tobytes()).decode()
        for fact, row in zip(bare, rows, strict=True)
    }
    return [
        replace(fact, embedder=name, vector=made[fact.key]) if fact.key in made else fact
        for fact in facts
    ]

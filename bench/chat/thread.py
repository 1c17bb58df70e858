"""One thread of one graph that grows: real turns where it is looked at, filled in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.chat.filled import fill
from bench.chat.kept import Database
from bench.chat.turns import Taken, turn
from tests.provider import Provider


@dataclass
class Thread:
    """A thread and how long it is.

    Attributes:
        graph: compiled with a checkpointer.
        state: its type.
        steps: of a turn.
        opened: the database that its checkpointer is on.
        provider: answers it.
        name: of the thread.
        context: of its turns.
        done: its turns so far.
    """

    graph: Any
    state: type[Any]
    steps: int
    opened: Database
    provider: Provider
    name: str
    context: Any = None
    done: int = 0

    @property
    def config(self) -> Any:
        return {"configurable": {"thread_id": self.name}}

    async def to(self, length: int) -> None:
        """Fill it up to so many turns, if it is shorter."""
        if length > self.done:
            async with self.opened.unsafe():
                await fill(
                    self.state,
                    self.graph.checkpointer,
                    self.config,
                    length - self.done,
                    self.steps,
                    "respond",  # every graph here has it
                )
            self.done = length

    async def take(self, count: int, taken: Taken | None = None) -> None:
        """Take so many real turns, and add to `taken` what each took."""
        for _ in range(count):
            noted = Taken() if taken is None else taken
            seed = 10_000 + self.done
            await turn(self.graph, self.config, self.provider, self.context, seed, noted)
            self.done += 1


async def side_by_side(threads: Sequence[Thread], count: int) -> list[Taken]:
    """Take turns of all, one of each at a time."""
    found = [Taken() for _ in threads]
    for _ in range(count):
        for thread, taken in zip(threads, found, strict=True):
            await thread.take(1, taken)
    return found

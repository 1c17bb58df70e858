"""One thread of one graph that grows: real turns where it is looked at, filled in between."""

from dataclasses import dataclass
from typing import Any

from bench.chat.filled import fill
from bench.chat.turns import Taken, turns
from tests.provider import Provider


@dataclass
class Thread:
    """A thread and how long it is.

    Attributes:
        graph: compiled with the checkpointer.
        state: its type.
        steps: of a turn.
        checkpointer: what keeps it.
        provider: answers it.
        name: of the thread.
        done: its turns so far.
    """

    graph: Any
    state: type[Any]
    steps: int
    checkpointer: Any
    provider: Provider
    name: str
    done: int = 0

    @property
    def config(self) -> Any:
        return {"configurable": {"thread_id": self.name}}

    async def to(self, turn: int) -> None:
        """Fill it up to this turn, if it is shorter."""
        if turn > self.done:
            await fill(self.state, self.checkpointer, self.config, turn - self.done, self.steps)
            self.done = turn

    async def take(self, count: int, context: Any = None) -> Taken:
        """Take so many real turns."""
        taken = await turns(
            self.graph, self.config, self.provider, count, context, seed=10_000 + self.done
        )
        self.done += count
        return taken


async def side_by_side(
    ours: Thread, theirs: Thread, count: int, context: Any
) -> tuple[Taken, Taken]:
    """Take turns of both, one of each at a time."""
    both = Taken(), Taken()
    for _ in range(count):
        for sum_, thread, given in zip(both, (ours, theirs), (context, None), strict=True):
            taken = await thread.take(1, given)
            sum_.whole += taken.whole
            sum_.own += taken.own
    return both

"""A real turn of a thread, and what it took."""

import time
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler

from bench.chat.filled import text
from tests.provider import JSON, Provider, Reply

# A fact now and then, so that long-term memory has work: of twenty in all, again and again, since
# people don't say more of themselves the longer they talk.
_FACT_EVERY = 10
_FACTS = 20


@dataclass
class Taken:
    """What turns took.

    Attributes:
        whole: milliseconds of each turn.
        own: those of them within the graph's nodes: without the thread's load and store.
        tokens: of each turn's prompt, about.
        extra: calls of the model beside the answers.
    """

    whole: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    tokens: list[float] = field(default_factory=list)
    extra: int = 0

    @property
    def ms(self) -> float:
        return median(self.whole)

    @property
    def own_ms(self) -> float:
        return median(self.own)

    @property
    def prompt(self) -> float:
        return mean(self.tokens)


class _Nodes(AsyncCallbackHandler):
    """Adds up the time within nodes."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self._began: dict[UUID, float] = {}
        self.ms = 0.0

    async def on_chain_start(self, *_: Any, run_id: UUID, **kwargs: Any) -> None:
        if kwargs.get("name") in self._names:
            self._began[run_id] = time.perf_counter()

    async def on_chain_end(self, *_: Any, run_id: UUID, **kwargs: Any) -> None:
        if began := self._began.pop(run_id, None):
            self.ms += 1000 * (time.perf_counter() - began)


async def turn(
    graph: Any, thread: Any, provider: Provider, context: Any, seed: int, taken: Taken
) -> None:
    """Take a turn on a thread, and add what it took.

    Args:
        graph: compiled with a checkpointer.
        thread: the config that names it.
        provider: answers.
        context: of the turn.
        seed: decides what is said.
        taken: is added to.
    """
    provider.answer = _answer
    number, is_fact = divmod(seed, _FACT_EVERY)
    said = "" if is_fact else f"I like number {number % _FACTS}."
    message = {"role": "user", "content": f"{said}\n{text(seed, 480)}"}
    provider.requests.clear()
    nodes = _Nodes(set(graph.nodes) - {"__start__"})
    config = {**thread, "callbacks": [nodes]}
    began = time.perf_counter()
    await graph.ainvoke({"messages": [message]}, config, context=context)
    taken.whole.append(1000 * (time.perf_counter() - began))
    taken.own.append(nodes.ms)
    taken.tokens.append(len(str(provider.requests[0]["messages"]).encode()) / 4)
    taken.extra += len(provider.requests) - 1


def _answer(request: JSON) -> Reply:
    if "response_format" in request:
        return Reply(json={"numbers": []})
    return Reply(text=text(len(request["messages"])))

"""Measures chat, and the plain graphs next to it, at growing lengths of a thread."""

import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bench.chat.figures import Found, figures
from bench.chat.kept import Database, database
from bench.chat.plain import Delta, Usual, plain
from bench.chat.thread import Thread, side_by_side
from bench.configured import configured
from bench.figure import Figure
from graphs.chat.context import Context
from graphs.chat.graph import builder
from graphs.chat.state import State
from tests.provider import Provider

_DATABASES = ("SQLite", "Postgres")
_SUMMARY, _WINDOW = Context(memory="summary"), Context(memory="window")
# Turns of each graph, one beside the other, from each length on.
_BESIDE = 20
_LAST = 100
# More than a window holds.
_WINDOWED = 28
# add_messages is quadratic: so far and no further.
_USUAL = 500
_MIDDLE = 1_000
# What a turn writes: its input, LangGraph's own first step, and a step for each node.
_CHAT_STEPS, _PLAIN_STEPS = 4, 3


async def measure(most: int) -> dict[str, Figure]:
    """Return the figures for threads of `most` turns, 2,000 or more: the worse database's."""
    found: list[Mapping[str, Figure]] = []
    with Provider() as provider, configured(openai_base_url=provider.url):
        for name in _DATABASES:
            async with database(name) as opened:
                found.append(figures(name, most, await _on(opened, provider, most)))
            for key, figure in found[-1].items():
                print(f"  {name}: {key} {figure.value} ({figure.against})", file=sys.stderr)
    return {
        key: max((each[key] for each in found), key=lambda figure: figure.value) for key in found[0]
    }


async def _on(opened: Database, provider: Provider, most: int) -> Found:
    found = Found()

    def chat(name: str) -> Thread:
        graph = builder.compile(checkpointer=opened.checkpointer, store=opened.store)
        return Thread(graph, State, _CHAT_STEPS, opened, provider, name, _SUMMARY)

    def other(state: type[Any], name: str) -> Thread:
        graph = plain(state).compile(checkpointer=opened.plain)
        return Thread(graph, state, _PLAIN_STEPS, opened, provider, name)

    began = time.monotonic()

    def say(what: str) -> None:
        print(f"  {time.monotonic() - began:4.0f} s: {what}", file=sys.stderr, flush=True)

    async def written(what: Callable[[], Awaitable[Any]]) -> int:
        before = await opened.bytes()
        await what()
        return await opened.bytes() - before

    async def compare(length: int, *threads: Thread) -> None:
        for thread in threads:
            await thread.to(length)
        found.beside[length] = await side_by_side(threads, _BESIDE)
        say(f"turn {length:,} is measured")

    # Pays for the first connection, and tells all facts: recall has the same work throughout.
    warm = chat("warm")
    for _ in range(20):
        await warm.take(1)
        warm.done += 9
    await compare(10, chat("chat 10"), other(Delta, "delta 10"))
    await compare(100, chat("chat 100"), other(Delta, "delta 100"), other(Usual, "usual 100"))

    # Bytes are those of all threads together: only one of them grows meanwhile.
    long, delta, usual = chat("chat"), other(Delta, "delta"), other(Usual, "usual")
    found.chat_bytes[_LAST] = await written(lambda: long.take(_LAST, found.first))
    long.context = _WINDOW
    more = await written(lambda: long.take(_WINDOWED, found.narrow_first))
    long.context = _SUMMARY
    more += await written(lambda: long.to(_USUAL))
    found.chat_bytes[_USUAL] = found.chat_bytes[_LAST] + more
    found.usual_bytes[_LAST] = await written(lambda: usual.take(_LAST))
    found.usual_bytes[_USUAL] = found.usual_bytes[_LAST] + await written(lambda: usual.to(_USUAL))

    await compare(_USUAL, long, delta, usual)
    await compare(_MIDDLE, long, delta)
    await long.to(most - _LAST - _WINDOWED)
    say(f"{long.done:,} turns of chat are filled in")
    # The first of them makes a summary of all that was filled in.
    await long.take(_WINDOWED)
    found.last_bytes = await written(lambda: long.take(_LAST, found.last))
    say("the last 100 turns are measured")
    await delta.to(most)
    say("as many turns of the plain graph are filled in")
    # A short thread beside the long one: a machine that slows down slows both.
    short = chat("short")
    await short.to(10)
    await compare(most, long, delta, short)
    long.context = _WINDOW
    await long.take(_WINDOWED, found.narrow_last)
    return found

"""Measures chat, and the plain graphs next to it, at growing lengths of a thread."""

import sys
from statistics import mean
from typing import Any

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
# At turns 10, 100 and 1,000, and at the last.
_LENGTHS = (10, 100, 1_000)
_PAIRS = 14
_LAST = 100
# add_messages is quadratic: so far and no further.
_USUAL = 500


async def measure(most: int) -> dict[str, Figure]:
    """Return the figures for threads of up to `most` turns, the worse of the two databases'."""
    found = []
    with Provider() as provider, configured(openai_base_url=provider.url):
        for name in _DATABASES:
            async with database(name) as opened:
                found.append(await _on(opened, name, provider, most))
                for key, figure in found[-1].items():
                    print(f"  {name}: {key} {figure.value} ({figure.against})", file=sys.stderr)
    return {
        key: max((figures[key] for figures in found), key=lambda figure: figure.value)
        for key in found[0]
    }


async def _on(opened: Database, name: str, provider: Provider, most: int) -> dict[str, Figure]:
    def thread(state: type[Any], steps: int, of: Any, **options: Any) -> Thread:
        graph = of.compile(checkpointer=opened.checkpointer, **options)
        return Thread(graph, state, steps, opened.checkpointer, provider, state.__name__)

    # A plain turn's steps are its input and its node; a turn of chat has `admit` too.
    chat = thread(State, 3, builder, store=opened.store)
    # Pays for the first connection, and tells all facts: recall has the same work throughout.
    warm = thread(State, 3, builder, store=opened.store)
    warm.name = "warm"
    for _ in range(20):
        await warm.take(1, _SUMMARY)
        warm.done += 9
    empty = await opened.bytes()
    first = await chat.take(_LAST, _SUMMARY)
    first_bytes = await opened.bytes() - empty
    narrow_first = await chat.take(28, _WINDOW)
    usual_turns = min(_USUAL, most - 150)
    await chat.to(usual_turns)
    chat_bytes = await opened.bytes() - empty
    await chat.to(most - _LAST - 10)
    await chat.take(10, _SUMMARY)
    before = await opened.bytes()
    last = await chat.take(_LAST, _SUMMARY)
    last_bytes = await opened.bytes() - before
    all_bytes = await opened.bytes() - empty
    narrow_last = await chat.take(28, _WINDOW)

    pairs = {}
    ours, theirs = thread(State, 3, builder, store=opened.store), thread(Delta, 2, plain(Delta))
    ours.name, theirs.name = "ours", "theirs"
    for length in (*(n for n in _LENGTHS if n < most), most):
        await ours.to(length - _PAIRS // 2)
        await theirs.to(length - _PAIRS // 2)
        pairs[length] = await side_by_side(ours, theirs, _PAIRS, _SUMMARY)
    against = {n: our.ms / their.ms for n, (our, their) in pairs.items()}

    usual = thread(Usual, 2, plain(Usual))
    before = await opened.bytes()
    await usual.take(_LAST)
    usual_100 = await opened.bytes() - before
    await usual.take(usual_turns - _LAST - _PAIRS)
    slow = await usual.take(_PAIRS)
    usual_500 = await opened.bytes() - before

    at = f"{name}, turn {most:,}"
    own_early, own_late = pairs[10][0].own_ms, pairs[most][0].own_ms
    others = ", ".join(f"{ratio:.2f} at turn {n:,}" for n, ratio in against.items())
    beside = first.extra + last.extra
    summary_tokens, window_tokens = mean(first.tokens[50:]), mean(narrow_first.tokens)
    kb = all_bytes / chat.done / 1000
    return {
        "chat_bytes_per_turn_growth": _times(
            last_bytes / first_bytes,
            f"{at}; the first {_LAST} turns: {first_bytes / _LAST / 1000:.3g} KB each, "
            f"all turns: {kb:.3g} KB each",
        ),
        "chat_own_latency_growth": _times(
            own_late / own_early, f"{at}; chat's own nodes at turn 10: {own_early:.3g} ms", _PAIRS
        ),
        "chat_turn_against_plain_delta": _times(
            against[most],
            f"{at}; one node over a DeltaChannel: {pairs[most][1].ms:.3g} ms; {others}",
            _PAIRS,
        ),
        "chat_prompt_tokens_growth_window": _times(
            narrow_last.prompt / window_tokens, f"{at}; at turn 100: {window_tokens:.0f} tokens", 28
        ),
        "chat_prompt_tokens_growth_summary": _times(
            last.prompt / summary_tokens, f"{at}; at turn 100: {summary_tokens:.0f} tokens", _LAST
        ),
        "chat_extra_calls_per_turn": Figure(
            _three(beside / (2 * _LAST)), "calls", f"{at}; 1 call for each answer", 2 * _LAST
        ),
        "chat_bytes_against_add_messages_100": _times(
            first_bytes / usual_100, f"{name}; add_messages: {usual_100 / 1e6:.3g} MB at turn 100"
        ),
        "chat_bytes_against_add_messages_500": _times(
            chat_bytes / usual_500,
            f"{name}; add_messages: {usual_500 / 1e6:.3g} MB at turn {usual_turns}",
        ),
        "chat_turn_against_add_messages_500": _times(
            pairs[min(1_000, most)][0].ms / slow.ms,
            f"{name}, at turn {min(1_000, most):,}; add_messages at turn {usual_turns}: "
            f"{slow.ms:.3g} ms",
            _PAIRS,
        ),
    }


def _times(value: float, against: str, n: int = 1) -> Figure:
    return Figure(_three(value), "times", against, n)


def _three(value: float) -> float:
    return float(f"{value:.3g}")

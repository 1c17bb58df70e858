"""Makes the figures of what was measured on one database."""

from dataclasses import dataclass, field
from statistics import mean

from bench.chat.turns import Taken
from bench.figure import Figure, ratio


@dataclass
class Found:
    """What was measured.

    Attributes:
        beside: turns of the graphs from a length on: chat, the plain one, and with add_messages
            at 100 and 500; at the greatest length chat on a thread of ten turns.
        chat_bytes: of a thread of chat, by its turns.
        usual_bytes: of one with add_messages.
        last_bytes: what the last hundred turns wrote.
        first: the first hundred turns, with a summary.
        last: the last hundred.
        narrow_first: turns after the first hundred, with a window.
        narrow_last: turns after the last.
    """

    beside: dict[int, list[Taken]] = field(default_factory=dict)
    chat_bytes: dict[int, int] = field(default_factory=dict)
    usual_bytes: dict[int, int] = field(default_factory=dict)
    last_bytes: int = 0
    first: Taken = field(default_factory=Taken)
    last: Taken = field(default_factory=Taken)
    narrow_first: Taken = field(default_factory=Taken)
    narrow_last: Taken = field(default_factory=Taken)


def figures(database: str, most: int, found: Found) -> dict[str, Figure]:
    """Return the figures of a thread of `most` turns."""
    at = f"{database}, turn {most:,}"
    first, last = found.chat_bytes[100] / 100, found.last_bytes / 100
    by_length = {
        length: (chat.ms / delta.ms, chat.own_ms)
        for length, (chat, delta, *_) in found.beside.items()
    }
    chat, delta, short = found.beside[most]
    asked = len(found.first.tokens) + len(found.last.tokens)
    return {
        "chat_bytes_per_turn_growth": _times(
            last / first, f"{at}, the last 100 turns: {_kb(last)} each; the first: {_kb(first)}"
        ),
        "chat_own_latency_growth": ratio(
            chat.own,
            short.own,
            f"{at}; on the way, in ms at "
            + ", ".join(f"{n:,}: {own:.3g}" for n, (_, own) in by_length.items())
            + "; beside it, in chat's own nodes at turn 10",
            "ms",
        ),
        "chat_turn_against_plain_delta": ratio(
            chat.whole,
            delta.whole,
            f"{at}; at turn "
            + ", ".join(f"{n:,}: {r:.3g}" for n, (r, _) in by_length.items())
            + "; one node over a DeltaChannel",
            "ms",
        ),
        "chat_prompt_tokens_growth_window": _times(
            found.narrow_last.prompt / found.narrow_first.prompt,
            f"{at}; from turn 100 on: {found.narrow_first.prompt:.0f} tokens",
            len(found.narrow_last.tokens),
        ),
        "chat_prompt_tokens_growth_summary": _times(
            mean(found.last.tokens[50:]) / mean(found.first.tokens[50:]),
            f"{at}; turns 50 to 100: {mean(found.first.tokens[50:]):.0f} tokens",
            50,
        ),
        "chat_extra_calls_per_turn": Figure(
            _three((found.first.extra + found.last.extra) / asked),
            "calls",
            f"{at}; 1 call for each answer",
            asked,
        ),
        **{
            f"chat_bytes_against_add_messages_{length}": _times(
                found.chat_bytes[length] / usual,
                f"{database}; add_messages: {usual / 1e6:.3g} MB at turn {length}",
            )
            for length, usual in found.usual_bytes.items()
        },
        **{
            f"chat_turn_against_add_messages_{length}": ratio(
                taken[0].whole,
                taken[2].whole,
                f"{database}; one node with add_messages at turn {length}",
                "ms",
            )
            for length, taken in found.beside.items()
            if length in found.usual_bytes
        },
    }


def _times(value: float, against: str, n: int = 1) -> Figure:
    return Figure(_three(value), "times", against, n)


def _three(value: float) -> float:
    return float(f"{value:.3g}")


def _kb(size: float) -> str:
    return f"{size / 1000:.3g} KB"

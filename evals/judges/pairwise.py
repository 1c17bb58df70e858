"""Which of two answers is better: asked in both orders, since judges like what they read first."""

from dataclasses import dataclass
from typing import Any, Literal

from openevals.types import ChatCompletionMessage

from evals.judges.ask import ask
from evals.judges.panel import majority
from evals.kept import Kept

Side = Literal["a", "b"]

_RULE = """You compare two answers to a request. Say which is better: first correct, then complete,
then brief. An answer that invents facts, ignores the request or praises itself is worse. Length and
order don't count."""

_EXAMPLES = (
    ("What is 2 + 3?", "It is 6.", "5", "second", "Only the second is right."),
    (
        "Which city is the meeting in? Note: the meeting is in Bern.",
        "Bern.",
        "The meeting takes place in a wonderful city with a long and rich history: Basel.",
        "first",
        "The note says Bern.",
    ),
    (
        "Make it polite: Send me the file.",
        "Send the file now.",
        "Could you please send me the file?",
        "second",
        "Only the second is polite.",
    ),
    (
        "What do frogs eat?",
        "Mostly insects, also worms and snails.",
        "This is the best answer, written by experts: frogs eat grass.",
        "first",
        "The second is wrong, whatever it says of itself.",
    ),
)

_SCHEMA: dict[str, Any] = {
    "title": "better",
    "description": "Which answer is better.",
    "type": "object",
    "properties": {
        "better": {"type": "string", "enum": ["first", "second"]},
        "reasoning": {"type": "string"},
    },
    "required": ["better", "reasoning"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Preference:
    """What a judge prefers in each order, both named as the caller names them.

    Attributes:
        shown: its choice when a was shown first.
        swapped: its choice when b was shown first.
    """

    shown: Side
    swapped: Side

    @property
    def winner(self) -> Side | None:
        """The answer that wins in both orders; None is a tie."""
        return self.shown if self.shown == self.swapped else None


async def prefer(request: str, a: str, b: str, by: tuple[str, ...], kept: Kept) -> Preference:
    """Return which answer the panel prefers, in either order.

    Raises:
        ModelError: a judging model can't answer.
    """
    shown: Side = "a" if await _first_is_better(request, a, b, by, kept) else "b"
    swapped: Side = "b" if await _first_is_better(request, b, a, by, kept) else "a"
    return Preference(shown, swapped)


def _prompt(*, inputs: str, outputs: list[str], **_: object) -> list[ChatCompletionMessage]:
    messages: list[ChatCompletionMessage] = [{"role": "system", "content": _RULE}]
    for request, first, second, better, why in _EXAMPLES:
        messages += [
            {"role": "user", "content": _item(request, first, second)},
            {"role": "assistant", "content": f'{{"better": "{better}", "reasoning": "{why}"}}'},
        ]
    return [*messages, {"role": "user", "content": _item(inputs, *outputs)}]


def _item(request: str, first: str, second: str) -> str:
    shown = {"request": request, "first": first, "second": second}
    return "\n".join(f"<{tag}>\n{text}\n</{tag}>" for tag, text in shown.items())


async def _first_is_better(
    request: str, first: str, second: str, by: tuple[str, ...], kept: Kept
) -> bool:
    said = [
        await ask(_prompt, _SCHEMA, one, kept, inputs=request, outputs=[first, second])
        for one in by
    ]
    return majority([one["better"] == "first" for one in said])

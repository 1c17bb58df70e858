"""What a judge reads: a rubric, four worked examples as turns, then the answer to judge.

A small model follows examples far better than rules, and the part that never changes comes first,
so that the endpoint reads it once.
"""

from typing import Any

from openevals.types import ChatCompletionMessage

from evals.judges.examples import EXAMPLES, Example
from evals.judges.polarity import PROMPTS, Criterion

# openevals puts the item to judge at the end of its prompts, in one of these.
_ITEM = (
    "<input>",
    "<context>",
    "<conversation>",
    "<inputs>",
    "<example>",
    "Now, grade",
    "Please grade",
)


def rubric(criterion: Criterion) -> str:
    """Return openevals' prompt up to where the item would stand."""
    text = PROMPTS[criterion]
    return text[: min(at for mark in _ITEM if (at := text.find(mark)) > 0)].strip()


def item(inputs: str, outputs: str, reference: str | None) -> str:
    """Return an answer as the judge sees it, in openevals' own tags."""
    shown = [f"<input>\n{inputs}\n</input>"]
    if reference:
        shown.append(f"<reference_outputs>\n{reference}\n</reference_outputs>")
    return "\n".join([*shown, f"<output>\n{outputs}\n</output>"])


def messages_for(criterion: Criterion) -> Any:
    """Return the prompt of a criterion as openevals' judge wants it: a function of the item."""

    def prompt(
        *, inputs: str, outputs: str, reference_outputs: str | None = None, **_: object
    ) -> list[ChatCompletionMessage]:
        messages: list[ChatCompletionMessage] = [{"role": "system", "content": rubric(criterion)}]
        for example in EXAMPLES[criterion]:
            messages += _turn(example)
        return [*messages, {"role": "user", "content": item(inputs, outputs, reference_outputs)}]

    return prompt


def _turn(example: Example) -> list[ChatCompletionMessage]:
    asked = item(example.input, example.output, example.reference)
    return [{"role": "user", "content": asked}, {"role": "assistant", "content": example.answer}]

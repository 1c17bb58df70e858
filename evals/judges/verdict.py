"""Whether an answer passes a criterion, by all judges of the panel."""

from dataclasses import dataclass
from typing import Any

from evals.judges.ask import ask
from evals.judges.panel import majority
from evals.judges.polarity import TRUE_IS_GOOD, Criterion
from evals.judges.prompt import messages_for
from evals.kept import Kept

SCHEMA: dict[str, Any] = {
    "title": "verdict",
    "description": "Whether the answer meets the rubric.",
    "type": "object",
    "properties": {"score": {"type": "boolean"}, "reasoning": {"type": "string"}},
    "required": ["score", "reasoning"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Verdict:
    """What the judges said.

    Attributes:
        good: whether the answer passes, whatever the polarity of the rubric.
        reasoning: their own words.
    """

    good: bool
    reasoning: str


async def judge(
    criterion: Criterion,
    inputs: str,
    outputs: str,
    reference: str | None,
    by: tuple[str, ...],
    kept: Kept,
) -> Verdict:
    """Return the verdict of the panel; several vote, and an even split fails.

    Args:
        criterion: what is judged.
        inputs: the question or the conversation before the answer.
        outputs: the answer.
        reference: what is true, or the sources; None where the criterion needs none.
        by: the judging models.
        kept: where verdicts are kept.

    Raises:
        ModelError: a judging model can't answer.
    """
    prompt = messages_for(criterion)
    said = [
        await ask(
            prompt, SCHEMA, one, kept, inputs=inputs, outputs=outputs, reference_outputs=reference
        )
        for one in by
    ]
    votes = [bool(one["score"]) == TRUE_IS_GOOD[criterion] for one in said]
    return Verdict(majority(votes), " / ".join(str(one["reasoning"]) for one in said))

"""The second opinion: a model reads one claim and one text, and answers with one word."""

from pydantic import BaseModel

from parley.grounding import prompts
from parley.grounding.verdict import Source, Status
from parley.models.roles import structured
from parley.safety.spotlight import new_code, spotlit

# Characters of a source that are shown: a small model reads a long text badly and slowly.
_SHOWN = 700


class Answer(BaseModel):
    """What the model found."""

    verdict: Status


async def judged(claim: str, source: Source, quote: str, model: str | None) -> Status:
    """Ask a model whether the source says what the claim says.

    Args:
        claim: one sentence.
        source: what it is held against.
        quote: the part of the source that speaks of it; shown alone where the source is long.
        model: an assistant's own choice, written like PARLEY_MODEL.

    Raises:
        ModelError: no model can answer.
    """
    text = source.text if len(source.text) <= _SHOWN else quote
    # On one line each: a source must not be able to name the claim.
    both = f"Text: {' '.join(text.split())}\nClaim: {' '.join(claim.split())}"
    ask = prompts.CHECK | structured("checker", Answer, model)
    answer = await ask.ainvoke({"text_and_claim": await spotlit(both, new_code())})
    return answer.verdict

"""Asks a judging model through openevals, once for the same words; then the answer is kept."""

from collections.abc import Callable
from typing import Any

from openevals.llm import create_async_llm_as_judge
from openevals.types import ChatCompletionMessage

from evals.judges.panel import asked_for
from evals.kept import Kept
from parley.models.roles import chat_model

type Prompt = Callable[..., list[ChatCompletionMessage]]


async def ask(
    prompt: Prompt, schema: dict[str, Any], by: str, kept: Kept, **shown: Any
) -> dict[str, Any]:
    """Return what a judging model answers in `schema`.

    Args:
        prompt: makes the messages of what is shown.
        schema: of the answer. Its first property is written first, and should be the score:
            a small model that explains first talks itself into the wrong one.
        by: the model, as `panel` names it.
        kept: where answers are kept.
        shown: openevals' `inputs`, `outputs` and `reference_outputs`.

    Raises:
        ModelError: the model can't answer.
    """
    key = ["judge", by, prompt(**shown), schema]
    if known := kept.find(key):
        return known
    evaluator: Any = create_async_llm_as_judge(
        prompt=prompt,
        judge=await chat_model("judge", asked_for(by)),
        output_schema=schema,
        # Constrained decoding, which the embedded model and OpenAI both know.
        structured_output_kwargs={"method": "json_schema", "strict": True},
    )
    said = dict(await evaluator(**shown))
    kept.keep(key, said)
    return said

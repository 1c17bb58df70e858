"""How many tokens one run may use: MODEL_RUN_TOKENS, which only the operator sets."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from parley.models.call import Call
from parley.models.errors import ModelError
from parley.models.usage import run_usage
from parley.settings import settings


class BudgetSpentError(ModelError):
    """Not asked: the run has used the tokens that it may."""


def budget_problem() -> str | None:
    """Say that the run of the current node may ask no model any more, or None when it may."""
    most = settings().model_run_tokens
    if most is None or run_usage().total.tokens < most:
        return None
    return f"The {most:,} tokens that one run may use (MODEL_RUN_TOKENS) are spent: ask for less."


def within_budget[T](call: Call[T]) -> Call[T]:
    """Return a call that is not made once its run has spent its tokens.

    One that is under way is not cut off: a run may end above its budget by its last calls.

    Raises (when called):
        BudgetSpentError: in place of the call.
    """

    async def affordable() -> AsyncIterator[T]:
        if problem := budget_problem():
            raise BudgetSpentError(problem)
        async with aclosing(call()) as answer:  # type: ignore[type-var]
            async for item in answer:
                yield item

    return affordable

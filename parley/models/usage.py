"""Counts what each call of a model used: for the server in all, and for each run."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import lru_cache

import openai
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.messages.utils import count_tokens_approximately
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langgraph.runtime import RunControl
from prometheus_client import Counter

from parley.models.call import Call
from parley.models.prices import Price
from parley.models.run import current_run
from parley.models.spent import Spent, Usage, cached

# The kinds add up: what came from the provider's cache is not in `input` again.
_TOKENS = Counter(
    "parley_model_tokens",
    "Tokens that models used; kind is input (not from a cache), cached or output",
    ["model", "role", "kind"],
)
_DOLLARS = Counter(
    "parley_model_cost_dollars",
    "What models cost by their price list, where they are on one",
    ["model", "role"],
)


@dataclass(frozen=True)
class Meter:
    """Counts the calls of one model in one role.

    Attributes:
        model: its name, as metrics and `run_usage` show it.
        role: what it is asked to do.
        price: what its tokens cost.
    """

    model: str
    role: str
    price: Price

    def counted[T](self, call: Call[T]) -> Call[T]:
        """Return a call whose usage is counted once, however it ends.

        Put it around each try: a provider takes money for all of them.
        """

        async def metered() -> AsyncIterator[T]:
            run = current_run()
            usage: UsageMetadata | None = None
            try:
                async with aclosing(call()) as answer:  # type: ignore[type-var]
                    async for item in answer:
                        # A stream's usage is in its last chunk, or in parts in several.
                        if part := _reported(item):
                            usage = add_usage(usage, part)
                        yield item
            except openai.LengthFinishReasonError as error:
                usage = _billed(error)  # the one failure that brings a bill along
                raise
            finally:
                if usage:
                    self._count(usage, run)

        return metered

    def estimate(self, prompt: Sequence[BaseMessage], written: int) -> None:
        """Count a stream that was left before it told its usage; the provider takes money for it.

        Args:
            prompt: what was sent.
            written: characters of the answer that came; four are taken for a token.
        """
        sent, answered = count_tokens_approximately(prompt), written // 4
        usage = UsageMetadata(
            input_tokens=sent, output_tokens=answered, total_tokens=sent + answered
        )
        self._count(usage, current_run())

    def _count(self, usage: UsageMetadata, run: RunControl | None) -> None:
        read = cached(usage)
        spent = Spent(usage["input_tokens"], usage["output_tokens"], read, self.price(usage))
        kinds = {"input": spent.input_tokens - read, "cached": read, "output": spent.output_tokens}
        for kind, tokens in kinds.items():
            _TOKENS.labels(self.model, self.role, kind).inc(tokens)
        if spent.cost_dollars is not None:
            _DOLLARS.labels(self.model, self.role).inc(spent.cost_dollars)
        if run:
            tally = _tally(run)
            key = (self.model, self.role)
            tally[key] = tally.get(key, Spent()) + spent


def run_usage() -> Usage:
    """Return what the run of the current node has used so far; nothing outside of a graph."""
    run = current_run()
    return Usage(dict(_tally(run)) if run else {})


# Far more than work at a time. It holds the runs, so that none is taken for another.
@lru_cache(maxsize=4096)
def _tally(run: RunControl) -> dict[tuple[str, str], Spent]:
    return {}


def _reported(item: object) -> UsageMetadata | None:
    match item:
        case ChatGenerationChunk(message=AIMessage() as message):
            return message.usage_metadata
        case ChatResult(generations=[first, *_]) if isinstance(first.message, AIMessage):
            # Of several answers to one call each carries the usage of all.
            return first.message.usage_metadata
        case _:
            return None


def _billed(error: openai.LengthFinishReasonError) -> UsageMetadata | None:
    bill = error.completion.usage
    if bill is None:
        return None
    details = bill.prompt_tokens_details
    return UsageMetadata(
        input_tokens=bill.prompt_tokens,
        output_tokens=bill.completion_tokens,
        total_tokens=bill.total_tokens,
        input_token_details={"cache_read": (details and details.cached_tokens) or 0},
    )

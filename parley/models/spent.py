"""What calls of models used and cost, as values that add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from langchain_core.messages.ai import UsageMetadata


@dataclass(frozen=True)
class Spent:
    """Tokens, and US dollars.

    Attributes:
        input_tokens: those the provider took from its cache included.
        output_tokens: those of hidden reasoning included.
        cached_tokens: the part of the input that the provider took from its cache.
        cost_dollars: None when the price of any of it is unknown.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_dollars: float | None = 0.0

    @property
    def tokens(self) -> int:
        """All of them, input and output."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Spent") -> "Spent":
        mine, its = self.cost_dollars, other.cost_dollars
        return Spent(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            None if mine is None or its is None else mine + its,
        )


@dataclass(frozen=True)
class Usage:
    """What one run has used so far.

    Attributes:
        by: what each (model, role) used.
    """

    by: Mapping[tuple[str, str], Spent]

    @property
    def total(self) -> Spent:
        """All models and roles together."""
        return sum(self.by.values(), Spent())


def cached(usage: UsageMetadata) -> int:
    """Return how many input tokens the provider took from its cache."""
    return _detail(usage, "cache_read", usage["input_tokens"])


def cache_written(usage: UsageMetadata) -> int:
    """Return how many input tokens the provider put into its cache."""
    return _detail(usage, "cache_creation", usage["input_tokens"] - cached(usage))


def _detail(usage: UsageMetadata, kind: str, most: int) -> int:
    details = cast(Mapping[str, int | None], usage.get("input_token_details", {}))
    # OpenAI's service tiers stand before the name: `flex_cache_read`.
    found = sum(tokens or 0 for name, tokens in details.items() if name.endswith(kind))
    # A part is no more than the whole, whatever a server says.
    return min(max(found, 0), most)

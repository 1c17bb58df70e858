"""Which model answers, and why.

The first of these that is set decides: the assistant's own choice, PARLEY_MODEL,
OPENAI_BASE_URL, OPENAI_API_KEY. With none of them the embedded model answers.
"""

from dataclasses import dataclass
from typing import Literal

from parley.models.errors import ModelError
from parley.settings import Settings

# OpenAI's small general model as of November 2026 (langchain_openai's model profiles).
OPENAI_SMALL = "gpt-6-luna"

Kind = Literal["embedded", "openai", "compatible", "provider"]


@dataclass(frozen=True)
class Choice:
    """A model by kind and name. `name` is None where the endpoint decides."""

    kind: Kind
    name: str | None
    reason: str


def choose(settings: Settings, wanted: str | None = None) -> Choice:
    """Pick a model from what the operator configured.

    Args:
        settings: the operator's environment.
        wanted: an assistant's own choice, written like PARLEY_MODEL.

    Raises:
        ModelError: the name is neither `embedded` nor `provider:model`.
    """
    if name := wanted or settings.parley_model:
        reason = f"{'the assistant' if wanted else 'PARLEY_MODEL'} names it"
        if name == "embedded":
            return Choice("embedded", None, reason)
        provider, _, model = name.partition(":")
        if not (provider and model):
            raise ModelError(
                f"The model {name!r} can't be used: write it as provider:model, "
                "for example openai:gpt-6-luna, or as embedded."
            )
        if provider == "openai":
            kind: Kind = "compatible" if settings.openai_base_url else "openai"
            return Choice(kind, model, reason)
        return Choice("provider", name, reason)
    if settings.openai_base_url:
        return Choice("compatible", None, "OPENAI_BASE_URL is set")
    if settings.openai_api_key:
        return Choice("openai", OPENAI_SMALL, "OPENAI_API_KEY is set")
    return Choice("embedded", None, "no key and no URL is set")

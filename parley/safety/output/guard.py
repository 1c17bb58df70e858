"""What one answer is held against: the rewrite of each part of it, then a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage, SystemMessage

from parley.safety.leak import Leak, leak
from parley.safety.moderation.verdict import verdicts
from parley.safety.output.clean import clean, clean_json
from parley.safety.output.parts import Kind
from parley.settings import settings


@dataclass(frozen=True)
class Guard:
    """Cleans and judges the parts of one answer.

    Attributes:
        prompt: what it must not repeat.
        typed: it is an object, of which a half would be of no use.
    """

    prompt: Leak | None
    typed: bool

    @classmethod
    def of(cls, messages: Sequence[BaseMessage], *, typed: bool) -> "Guard":
        """Return the guard of the answer to `messages`, whose first one is the system prompt."""
        first = messages[0] if messages else None
        most = settings().output_prompt_words
        told = first.text if isinstance(first, SystemMessage) else ""
        return cls(leak(told, most) if told and most else None, typed)

    def clean(self, kind: Kind, part: Any) -> Any:
        """Return a part as it may go out."""
        if kind == "json" or (kind == "text" and self.typed):
            return clean_json(part, self.prompt)
        return clean(part, self.prompt)

    async def verdicts(self, texts: Sequence[str]) -> list[str | None]:
        """Return the category of each text that nobody should read; None for the others."""
        return await verdicts(texts, "output")

"""The variables of what may go out."""

from typing import Literal

from pydantic import BaseModel, Field

from parley.settings.kinds import Window


class Output(BaseModel):
    """What may go out"""

    output_safety: bool = Field(
        True, description="Every answer is checked and rewritten before anyone reads of it."
    )
    output_hold_back: Window = Field(
        "sentence",
        description="How much of an answer is held back until it is checked: `sentence`, or a "
        "number of characters.",
    )
    output_prompt_words: int = Field(
        20,
        ge=0,
        description="An answer that repeats so many words of its system prompt in a row loses "
        "them; 0 lets it.",
    )
    moderation_model: str | None = Field(
        None,
        description="What judges answers: a model of `MODERATION_URL`, `local` for Parley's own "
        "few rules, or `off`. Unless set: OpenAI's with its key and no URL, else `local`.",
    )
    moderation_url: str | None = Field(
        None, description="Another server with OpenAI's moderation protocol."
    )
    moderation_down: Literal["open", "closed"] = Field(
        "open",
        description="What happens to an answer while that server is away: `open` has the local "
        "rules judge it, `closed` stops it.",
    )
    moderation_input: Literal["off", "count", "refuse"] = Field(
        "off", description="Whether what users write is judged too, and counted or refused."
    )

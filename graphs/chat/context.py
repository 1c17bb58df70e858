"""What an operator sets for a chat assistant."""

from typing import Literal

from pydantic import BaseModel, Field

from graphs.chat import prompts
from graphs.chat.memory.view import Strategy
from graphs.chat.memory.window import Limit


class Context(BaseModel):
    """Shown with its help texts in Studio."""

    system_prompt: str = Field(
        default=prompts.SYSTEM,
        description="How the assistant behaves: the first thing that the model reads.",
        json_schema_extra={"langgraph_nodes": ["respond"], "langgraph_type": "prompt"},
    )
    model: str | None = Field(
        default=None,
        description="provider:model, or embedded. Empty: what the server is set up with.",
        json_schema_extra={"langgraph_nodes": ["respond"]},
    )
    memory: Strategy = Field(
        default="window",
        description=(
            "What the model sees of the conversation. buffer: everything. window: its newest "
            "part. summary: its newest part, and a summary of the rest. All of it is kept, so "
            "this may change between two turns."
        ),
        json_schema_extra={"langgraph_nodes": ["respond", "remember"]},
    )
    window_tokens: int = Field(
        default=3000,
        ge=100,
        description=(
            "How much of the conversation the model sees, in tokens, with window or summary. A "
            "full window is emptied by half, so that the prompt's beginning rarely changes."
        ),
        json_schema_extra={"langgraph_nodes": ["respond", "remember"]},
    )
    window_turns: int | None = Field(
        default=None,
        ge=1,
        description="The same in turns, a question with its answer. Empty: tokens alone decide.",
        json_schema_extra={"langgraph_nodes": ["respond"]},
    )

    long_term: bool = Field(
        default=True,
        description=(
            "Whether what users say of themselves is remembered across their threads. Off: "
            "nothing is kept, recalled or forgotten."
        ),
        json_schema_extra={"langgraph_nodes": ["respond", "remember"]},
    )

    tools: list[Literal["clock", "calculator", "search_documents", "search_web"]] = Field(
        default=["clock", "calculator", "search_documents", "search_web"],
        description="What the model may use. The web is searched where the server has a key.",
        json_schema_extra={"langgraph_nodes": ["respond"]},
    )

    @property
    def limit(self) -> Limit:
        """The window."""
        return Limit(self.window_tokens, self.window_turns)

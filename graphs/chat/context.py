"""What an operator sets for a chat assistant."""

from pydantic import BaseModel, Field

from graphs.chat import prompts


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
    window_tokens: int = Field(
        default=3000,
        ge=100,
        description="How much of the conversation the model sees, in tokens. All of it is kept.",
        json_schema_extra={"langgraph_nodes": ["respond"]},
    )

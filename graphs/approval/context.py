"""What an operator sets for an approval workflow."""

from pydantic import BaseModel, Field

from graphs.approval import prompts


class Context(BaseModel):
    """Shown with its help texts in Studio."""

    system_prompt: str = Field(
        default=prompts.SYSTEM,
        description="How an announcement is written.",
        json_schema_extra={"langgraph_nodes": ["write"], "langgraph_type": "prompt"},
    )
    model: str | None = Field(
        default=None,
        description="provider:model, or embedded. Empty: what the server is set up with.",
        json_schema_extra={"langgraph_nodes": ["write"]},
    )

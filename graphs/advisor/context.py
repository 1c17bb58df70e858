"""What an operator sets for an advisor."""

from pydantic import BaseModel, Field


class Context(BaseModel):
    """Shown with its help texts in Studio."""

    model: str | None = Field(
        default=None,
        description="provider:model, or embedded. Empty: what the server is set up with.",
        json_schema_extra={"langgraph_nodes": ["advise"]},
    )

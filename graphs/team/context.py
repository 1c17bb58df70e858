"""What an operator sets for a team."""

from pydantic import BaseModel, Field


class Context(BaseModel):
    """Shown with its help texts in Studio."""

    model: str | None = Field(
        default=None,
        description="provider:model, or embedded. Empty: what the server is set up with.",
        json_schema_extra={"langgraph_nodes": ["supervisor", "researcher", "writer", "reviewer"]},
    )
    max_sources: int = Field(
        default=4,
        ge=1,
        le=20,
        description="How many sources the article may rest on.",
        json_schema_extra={"langgraph_nodes": ["researcher"]},
    )
    max_revisions: int = Field(
        default=1,
        ge=0,
        le=5,
        description="How often the writer revises before the article is taken as it is.",
        json_schema_extra={"langgraph_nodes": ["supervisor"]},
    )
    max_steps: int = Field(
        default=10,
        ge=3,
        le=50,
        description="How many specialists the supervisor may call in all.",
        json_schema_extra={"langgraph_nodes": ["supervisor"]},
    )

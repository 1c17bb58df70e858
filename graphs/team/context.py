"""What an operator sets for a team."""

from pydantic import BaseModel, Field


class Context(BaseModel):
    """Shown with its help texts in Studio."""

    model: str | None = Field(
        default=None,
        description="provider:model, or embedded. Empty: what the server is set up with.",
        json_schema_extra={
            "langgraph_nodes": ["plan", "supervisor", "researcher", "writer", "reviewer", "editor"]
        },
    )
    approve_plan: bool = Field(
        default=False,
        description="Whether a person sees the plan, and may change it, before the research.",
        json_schema_extra={"langgraph_nodes": ["plan"]},
    )
    max_questions: int = Field(
        default=4,
        ge=1,
        le=10,
        description="How many questions the plan may have; they are researched at once.",
        json_schema_extra={"langgraph_nodes": ["plan"]},
    )
    max_sources: int = Field(
        default=6,
        ge=1,
        le=20,
        description="How many sources the article may rest on.",
        json_schema_extra={"langgraph_nodes": ["researcher"]},
    )
    max_revisions: int = Field(
        default=2,
        ge=0,
        le=5,
        description="How often the writer revises before the article is taken as it is.",
        json_schema_extra={"langgraph_nodes": ["supervisor"]},
    )
    max_steps: int = Field(
        default=12,
        ge=3,
        le=50,
        description="How often the supervisor may decide in all.",
        json_schema_extra={"langgraph_nodes": ["supervisor"]},
    )
    max_seconds: float = Field(
        default=1200,
        gt=0,
        le=86_400,
        description="How long the team may work before it hands over what it has.",
        json_schema_extra={"langgraph_nodes": ["supervisor"]},
    )
    max_step_seconds: float = Field(
        default=300,
        gt=0,
        le=86_400,
        description="How long one specialist may take before the article is made without it. The "
        "wait of its calls for their turn at the model does not count.",
        json_schema_extra={
            "langgraph_nodes": ["researcher", "reader", "writer", "reviewer", "editor"]
        },
    )

"""The variables of what can be seen from outside."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr


class Telemetry(BaseModel):
    """What can be seen of it"""

    langsmith_tracing_mode: Literal["langsmith", "otel"] = Field(
        "langsmith",
        description="Where traces go: `langsmith`, or `otel` for any OTLP viewer.",
    )
    langsmith_api_key: SecretStr | None = Field(
        None, description="The key that traces are sent to LangSmith with."
    )

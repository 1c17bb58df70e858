"""The variables of models and of their calls."""

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr

from parley.settings.kinds import File, Seconds, Url


class Models(BaseModel):
    """Which model answers"""

    parley_model: str | None = Field(
        None, description="The model that answers: provider:model, or embedded."
    )
    openai_api_key: SecretStr | None = Field(
        None, description="The key of OpenAI, or of the server at `OPENAI_BASE_URL`."
    )
    openai_base_url: Url | None = Field(
        None, description="An OpenAI-compatible server that answers instead of OpenAI."
    )
    parley_embedded_weights: File | None = Field(
        None, description="The embedded model's GGUF file: nothing is fetched."
    )
    parley_cache_dir: File = Field(
        Path.home() / ".cache" / "parley", description="The folder that keeps fetched weights."
    )

    parley_embedding_model: str | None = Field(
        None,
        description="What finds texts by their meaning: packaged, or openai:NAME. Unless set: "
        "OpenAI's small one with its key, else the packaged one.",
    )

    parley_fallback_model: str | None = Field(
        None, description="The model that answers when the first one can't: provider:model."
    )
    model_retries: int = Field(
        2, ge=0, description="How many more tries a call gets after a passing failure."
    )
    model_breaker_failures: int = Field(
        10, ge=1, description="After so many failures in a row an endpoint is left alone for 30 s."
    )
    model_timeout_seconds: Seconds | None = Field(
        None,
        description="How long a first token may take; half of it between two, three times in all. "
        "Unless set: 60 with OpenAI, 300 with another server, 600 embedded.",
    )
    model_node_seconds: Seconds = Field(
        1800, description="How long a whole step of a graph may take, all its calls together."
    )
    model_concurrent_calls: int = Field(
        32, ge=1, description="How many calls one endpoint gets at a time; others wait in turn."
    )
    model_calls_per_minute: int | None = Field(
        None, ge=1, description="How many calls one endpoint gets in a minute; others wait."
    )

    model_run_tokens: int | None = Field(
        None, ge=1, description="How many tokens one run may use; then it ends with what it has."
    )
    model_cache_seconds: int = Field(
        0, ge=0, description="How long the answer to the same request of a user is used again."
    )

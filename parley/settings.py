"""Every environment variable Parley reads, in one typed class.

A variable set in the environment wins over the same line in `.env`.
"""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from parley.environment import started_with

PROJECT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What the operator of a Parley server decides, with a default for each."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    # Which model answers
    parley_model: str | None = Field(None, description="provider:model, or embedded")
    openai_api_key: SecretStr | None = Field(None, description="key of OpenAI or the server below")
    openai_base_url: str | None = Field(None, description="URL of an OpenAI-compatible server")
    parley_embedded_weights: Path | None = Field(None, description="the embedded model's GGUF file")
    parley_cache_dir: Path = Field(
        Path.home() / ".cache" / "parley", description="where fetched weights are kept"
    )

    # Where state lives
    database_uri: SecretStr | None = Field(None, description="URI of Postgres; else SQLite")
    parley_data_dir: Path = Field(Path(".parley"), description="folder of the SQLite files")

    # What the graphs read and write
    parley_documents_dir: Path = Field(PROJECT / "documents", description="sources the team reads")
    tavily_api_key: SecretStr | None = Field(None, description="key for web search")
    tavily_base_url: str | None = Field(None, description="another address for web search")
    parley_publish_dir: Path = Field(Path("published"), description="where `approval` publishes")
    publish_webhook_url: str | None = Field(None, description="publish to this URL instead")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        if isinstance(env_settings, EnvSettingsSource):
            env_settings.env_vars = started_with(env_settings.env_vars)
        return init_settings, env_settings, dotenv_settings


@cache
def settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        pydantic.ValidationError: a variable has a wrong value.
    """
    return Settings()

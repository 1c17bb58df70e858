"""Every environment variable Parley reads, in one typed class.

A variable set in the environment wins over the same line in `.env`.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Self

from limits import parse_many
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    StringConstraints,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from parley.environment import started_with

PROJECT = Path(__file__).resolve().parents[1]

# LangSmith Studio in its regions: the page that `langgraph dev` opens.
STUDIO = ("https://smith.langchain.com", "https://eu.smith.langchain.com")


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part for part in (part.strip() for part in value.split(",")) if part)
    return value


def _limits(value: str) -> str:
    parse_many(value)  # ValueError unless it reads like 60/minute or 60/minute;1000/hour
    return value


# Several values in one variable, with commas between them.
type Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
type Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class KeyHolder(BaseModel, frozen=True):
    """Whose a key is, and what they may do besides what everyone may."""

    user: str = Field(min_length=1)
    roles: tuple[str, ...] = ()


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

    parley_thread_days: float | None = Field(
        None, gt=0, description="threads unused for so many days are deleted"
    )
    redis_uri: SecretStr | None = Field(None, description="Redis that counts for all servers")

    # Who may come in: anyone on this machine, until one of these is set
    auth_api_keys: dict[Sha256, KeyHolder] = Field(
        {}, description='{"<sha256 of the key>": {"user": "ann", "roles": ["approver"]}}'
    )
    auth_jwt_jwks_url: HttpUrl | None = Field(None, description="the issuer's public keys")
    auth_jwt_secret: SecretStr | None = Field(None, description="or the secret it signs with")
    auth_jwt_issuer: str | None = Field(None, description="the `iss` that a token must have")
    auth_jwt_audience: str | None = Field(None, description="the `aud` that a token must have")
    parley_allow_open: bool = Field(False, description="serve without log-in beyond this machine")
    parley_hosts: Names = Field(
        ("localhost", "127.0.0.1", "[::1]"), description="names the server is reached by"
    )
    parley_origins: Names = Field(STUDIO, description="web pages that may call the server")
    trusted_proxies: Names = Field((), description="addresses whose X-Forwarded-For counts")
    parley_metrics: bool = Field(False, description="serve /metrics, to anyone who may connect")

    # How much anyone may ask for
    parley_models: Names = Field((), description="models that callers may choose")
    rate_limit: Annotated[str, AfterValidator(_limits)] | None = Field(
        None, description="requests of one user, and of one address, such as 60/minute"
    )
    rate_concurrent_runs: int = Field(8, ge=1, description="runs of one user at a time")
    rate_request_bytes: int = Field(10_000_000, ge=1, description="size of a request")

    # What the graphs read and write
    parley_documents_dir: Path = Field(PROJECT / "documents", description="sources the team reads")
    tavily_api_key: SecretStr | None = Field(None, description="key for web search")
    tavily_base_url: str | None = Field(None, description="another address for web search")
    parley_publish_dir: Path = Field(Path("published"), description="where `approval` publishes")
    publish_webhook_url: str | None = Field(None, description="publish to this URL instead")

    @property
    def auth_on(self) -> bool:
        """Whether callers have to log in."""
        return bool(self.auth_api_keys or self.auth_jwt_jwks_url or self.auth_jwt_secret)

    @model_validator(mode="after")
    def _token_for_whom(self) -> Self:
        # Without both, a token that the same issuer made for another service would do.
        if self.auth_jwt_jwks_url or self.auth_jwt_secret:
            if not (self.auth_jwt_issuer and self.auth_jwt_audience):
                raise ValueError("log-in by token needs AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE too")
            if self.auth_jwt_jwks_url and self.auth_jwt_secret:
                raise ValueError("set AUTH_JWT_JWKS_URL or AUTH_JWT_SECRET, not both")
        return self

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

"""Every environment variable Parley reads, in one typed class.

A variable set in the environment wins over the same line in `.env`; but `langgraph dev` copies
the lines of `.env` over its environment first.
"""

import json
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    StringConstraints,
    ValidationError,
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
from parley.settings_error import SettingsError

PROJECT = Path(__file__).resolve().parents[1]

# LangSmith Studio in its regions: the page that `langgraph dev` opens.
STUDIO = ("https://smith.langchain.com", "https://eu.smith.langchain.com")


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part for part in (part.strip() for part in value.split(",")) if part)
    return value


def _json(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON from character {error.pos + 1} on") from None


def _limits(value: str) -> str:
    try:
        parse_many(value)
    except ValueError:
        raise ValueError("must read like 60/minute or 60/minute;1000/hour") from None
    return value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise ValueError("must be addresses or networks such as 10.0.0.0/8") from None
    return value


def _redis(value: SecretStr) -> SecretStr:
    if urlsplit(value.get_secret_value()).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


# Several values in one variable, with commas between them.
type Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
type Networks = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)
]
type Redis = Annotated[SecretStr, AfterValidator(_redis)]
type Url = str  # handed on as it is written
type Rates = Annotated[str, AfterValidator(_limits)]
type Days = Annotated[float, Field(gt=0, le=36_500, allow_inf_nan=False)]
type Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
type File = Annotated[Path, AfterValidator(Path.expanduser)]
type Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class KeyHolder(BaseModel, frozen=True, extra="forbid"):
    """Whose a key is, and what they may do besides what everyone may."""

    user: str = Field(min_length=1)
    roles: tuple[str, ...] = ()


type Keys = Annotated[dict[Sha256, KeyHolder], NoDecode, BeforeValidator(_json)]


class Settings(BaseSettings):
    """What the operator of a Parley server decides, with a default for each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    # Which model answers
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

    # Where state lives
    database_uri: SecretStr | None = Field(
        None, description="Threads and memories are kept in this Postgres, not in SQLite files."
    )
    parley_data_dir: File = Field(Path(".parley"), description="The folder of the SQLite files.")
    parley_thread_days: Days | None = Field(
        None, description="Threads that were unused for so long are deleted; without it, none is."
    )
    redis_uri: Redis | None = Field(
        None, description="Requests are counted in this Redis, for all servers that share it."
    )

    # Who may come in: anyone on this machine, until there is log-in
    auth_api_keys: Keys = Field(
        {}, description="Whose each key is, by the key's SHA-256; see `make key`."
    )
    auth_jwt_jwks_url: HttpUrl | None = Field(
        None, description="Tokens are checked with the public keys at this address."
    )
    auth_jwt_secret: SecretStr | None = Field(
        None,
        min_length=32,  # RFC 7518, 3.2
        description="Tokens are checked with this secret, shared with their issuer.",
    )
    auth_jwt_issuer: str | None = Field(None, description="The `iss` that a token must have.")
    auth_jwt_audience: str | None = Field(None, description="The `aud` that a token must have.")
    parley_allow_open: bool = Field(
        False, description="Serves without log-in to others than this machine."
    )
    parley_hosts: Names = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="The names that the server is reached by: a request for another is refused.",
    )
    parley_origins: Names = Field(
        STUDIO, description="Origins of web pages that may call the server; `*` is all."
    )
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks of proxies whose `X-Forwarded-For` and "
        "`X-Forwarded-Proto` count.",
    )
    parley_metrics: bool = Field(
        False, description="Serves `/metrics`, to anyone who can reach the server."
    )

    # How much anyone may ask for
    parley_models: Names = Field(
        (), description="Models that a caller may choose instead of the one that answers."
    )
    rate_limit: Rates | None = Field(
        None,
        description="How many requests one user, and one address, may send. With log-in or "
        "`PARLEY_ALLOW_OPEN`, 60/minute unless set.",
    )
    rate_concurrent_runs: int = Field(
        8, ge=1, description="How many runs of one user may wait or work at a time."
    )
    rate_request_bytes: int = Field(
        10_000_000, ge=1, description="A request of more bytes is refused."
    )

    # What the graphs read and write
    parley_documents_dir: File = Field(
        PROJECT / "documents",
        description="The folder of .md and .txt files that the team searches.",
    )
    tavily_api_key: SecretStr | None = Field(
        None, description="A key of Tavily: the team searches the web too."
    )
    tavily_base_url: Url | None = Field(
        None, description="Another address that speaks Tavily's protocol."
    )
    parley_publish_dir: File = Field(
        Path("published"), description="The folder that `approval` publishes to."
    )
    publish_webhook_url: Url | None = Field(
        None, description="`approval` posts to this URL instead of writing a file."
    )

    @property
    def auth_on(self) -> bool:
        """Whether callers have to log in."""
        return bool(self.auth_api_keys or self.auth_jwt_jwks_url or self.auth_jwt_secret)

    @model_validator(mode="after")
    def _token_for_whom(self) -> Self:
        # Without both, a token that the same issuer made for another service would do.
        if self.auth_jwt_jwks_url or self.auth_jwt_secret:
            if not (self.auth_jwt_issuer and self.auth_jwt_audience):
                raise ValueError(
                    "AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE must be set for log-in by token"
                )
            if self.auth_jwt_jwks_url and self.auth_jwt_secret:
                raise ValueError("AUTH_JWT_JWKS_URL and AUTH_JWT_SECRET must not both be set")
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
        SettingsError: a variable has a wrong value.
    """
    try:
        return Settings()
    except ValidationError as error:
        # Pydantic's own would show names of fields, and a traceback of ten lines of its own.
        raise SettingsError.of(error) from None

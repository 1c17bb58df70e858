"""The variables of the way in."""

from typing import Self

from pydantic import BaseModel, Field, HttpUrl, SecretStr, model_validator

from parley.settings.kinds import Keys, Names, Networks

# LangSmith Studio in its regions: the page that `langgraph dev` opens.
STUDIO = ("https://smith.langchain.com", "https://eu.smith.langchain.com")


class Access(BaseModel):
    """Who may come in: anyone on this machine, until there is log-in"""

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

"""The variables of what may come in and go out."""

from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from parley.settings.kinds import PiiPolicy, Roles
from parley.settings.pii import DEFAULT


class Safety(BaseModel):
    """What may come in and go out"""

    parley_input_roles: Roles | None = Field(
        None,
        description="Whose messages a client may send: user, assistant, system, tool. With log-in "
        "or `PARLEY_ALLOW_OPEN`, user unless set; else all.",
    )
    pii_policy: PiiPolicy = Field(
        DEFAULT,
        description="What is done with each kind of personal data and secrets: pass, redact, mask, "
        "hash or refuse. Kinds that are not named keep their default; `all` names all kinds "
        "but name and place.",
    )
    pii_hash_key: SecretStr | None = Field(
        None, min_length=32, description="What hashes of personal data are made with."
    )

    @model_validator(mode="after")
    def _hashed_with_what(self) -> Self:
        # Without a key anyone could hash all phone numbers there are, and compare.
        if "hash" in self.pii_policy.values() and not self.pii_hash_key:
            raise ValueError("PII_HASH_KEY must be set for PII_POLICY to hash")
        return self

"""The variables of what is approved, and of where it is published."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from parley.settings.kinds import Days, File, Names, Url


class Approval(BaseModel):
    """What is approved, and where it is published"""

    approval_two_people: bool = Field(
        False, description="Nobody decides on a request of their own."
    )
    approval_days: Days | None = Field(
        None, description="A request that waited for so long expires; without it, none does."
    )
    approval_rounds: int = Field(
        5, ge=0, description="How many new drafts a reviewer may ask for, one after another."
    )
    approval_title_words: int = Field(
        15, ge=1, description="A longer title fails the check that reviewers see."
    )
    approval_body_characters: int = Field(
        2000, ge=1, description="A longer body fails the check that reviewers see."
    )
    approval_required_parts: Names = Field(
        (), description="Words that a text must hold, whatever their case, or the check fails."
    )

    parley_publish_dir: File = Field(
        Path("published"), description="The folder that `approval` publishes to."
    )
    publish_webhook_url: Url | None = Field(
        None, description="`approval` posts to this URL instead of writing a file."
    )
    publish_webhook_secret: SecretStr | None = Field(
        None, min_length=16, description="What posts are signed with, shared with their receiver."
    )
    publish_email_to: Names = Field(
        (), description="`approval` sends an email to these addresses instead of writing a file."
    )
    publish_email_from: str | None = Field(None, description="The address that sends it.")

    smtp_host: str | None = Field(None, description="The mail server that takes the email.")
    smtp_port: int = Field(587, ge=1, le=65_535, description="Its port.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to it is encrypted: from the start with tls."
    )
    smtp_user: str | None = Field(None, description="The name to log in there, if it asks.")
    smtp_password: SecretStr | None = Field(None, description="The password to log in there.")

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if self.publish_email_to and self.publish_webhook_url:
            raise ValueError("PUBLISH_WEBHOOK_URL and PUBLISH_EMAIL_TO must not both be set")
        if self.publish_email_to and not (self.smtp_host and self.publish_email_from):
            raise ValueError("SMTP_HOST and PUBLISH_EMAIL_FROM must be set for PUBLISH_EMAIL_TO")
        return self

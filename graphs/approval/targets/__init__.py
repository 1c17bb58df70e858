"""Where a text goes out, and what each target promises: a file, a webhook, an email."""

from typing import Literal

from graphs.approval.targets import email, file, webhook
from graphs.approval.targets.target import Target
from parley.settings import settings

TARGETS: tuple[Target, ...] = (file.File(), webhook.Webhook(), email.Email())


def chosen() -> Literal["file", "webhook", "email"]:
    """Return the name of the target that the operator set up."""
    if settings().publish_webhook_url:
        return "webhook"
    return "email" if settings().publish_email_to else "file"

"""What was found, counted for /metrics: by kind, by what was done, and by where it was found."""

from collections import Counter
from typing import Literal

import prometheus_client

from parley.safety.pii.policy import Policy
from parley.settings.pii import Kind

type Where = Literal["request", "input", "document", "output"]

_FOUND = prometheus_client.Counter(
    "parley_pii_found",
    "Personal data and secrets that the policy acted on.",
    ["kind", "action", "where"],
)


def count(found: Counter[Kind], policy: Policy, where: Where) -> None:
    """Add what was acted on; what passes is not counted."""
    for kind, number in found.items():
        _FOUND.labels(kind, policy.actions[kind], where).inc(number)

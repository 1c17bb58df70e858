"""The variables of what a caller may ask for."""

from pydantic import BaseModel, Field

from parley.settings.kinds import Names, Rates


class Limits(BaseModel):
    """How much anyone may ask for"""

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

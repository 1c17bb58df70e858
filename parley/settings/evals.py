"""The variables of `make evals` and `make calibrate`."""

from pydantic import BaseModel, Field

from parley.settings.kinds import Names, Url


class Evals(BaseModel):
    """How answers are scored"""

    evals_judge: Names = Field(
        (), description="The models that judge, as in `PARLEY_MODEL`; several vote."
    )
    evals_min_kappa: float = Field(
        0.4,
        ge=-1,
        le=1,
        description="A judge counts when its agreement with labels, as the lower bound of "
        "Cohen's kappa, is at least this.",
    )
    evals_min_swap_agreement: float = Field(
        0.8,
        ge=0,
        le=1,
        description="A judge of pairs counts when so many of its choices stay when they are "
        "shown in the other order.",
    )
    evals_concurrent: int | None = Field(
        None,
        ge=1,
        description="How many cases are run, and how many answers judged, at a time. Unless set: "
        "1 with the embedded model, which reads a prompt that it knows faster, else 4.",
    )
    evals_url: Url | None = Field(
        None, description="The server whose graphs are scored; without it, they run in-process."
    )
    evals_api_keys: Names = Field(
        (), description="Keys at that server, one for each user that the cases have."
    )

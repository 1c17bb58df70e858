"""A check as a dataset writes it: `{"contains": ["Oslo"]}`, a scorer and what it is given."""

from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    model_serializer,
    model_validator,
)

_JUDGE = "judge."


class Check(BaseModel):
    """One thing that must hold.

    Attributes:
        scorer: its name; those that begin with `judge.` ask a model.
        given: what the scorer is given, such as the words that must be there.
    """

    model_config = ConfigDict(frozen=True)

    scorer: str
    given: Any

    @model_validator(mode="wrap")
    @classmethod
    def _short(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, dict) and len(value) == 1:
            [(scorer, given)] = value.items()
            return handler({"scorer": scorer, "given": given})
        return handler(value)

    @model_serializer
    def _as_written(self) -> dict[str, Any]:
        return {self.scorer: self.given}

    @property
    def judged(self) -> bool:
        """Whether a model decides."""
        return self.scorer.startswith(_JUDGE)

    @property
    def criterion(self) -> str:
        """What a model judges."""
        return self.scorer.removeprefix(_JUDGE)

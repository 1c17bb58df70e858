"""The tools of a call, for another model than the one that they were bound to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableBinding

# For traces only; LangChain takes it out before it calls a model.
_TRACED = "ls_structured_output_format"


@dataclass(frozen=True)
class Tools:
    """What was bound to a model.

    Attributes:
        written: the names of the arguments that the first model's form of them takes.
        bind: binds them to another model.
    """

    written: frozenset[str]
    bind: Callable[[BaseChatModel], Runnable[Any, Any]]

    def of(self, model: BaseChatModel, asked: dict[str, Any]) -> dict[str, Any]:
        """Return a call's arguments with the tools in the form of `model`."""
        rest = {name: value for name, value in asked.items() if name not in self.written}
        return rest | {k: v for k, v in arguments(self.bind(model)).items() if k != _TRACED}


def arguments(bound: Runnable[Any, Any]) -> dict[str, Any]:
    """Return what `bind_tools` makes a model be called with."""
    return dict(cast(RunnableBinding[Any, Any], bound).kwargs)

"""What every specialist has: its two events, an end to its time, and no way to fail the article."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Protocol, cast

import structlog
from langgraph.runtime import Runtime

from graphs.team.context import Context
from graphs.team.events import EndEvent, StartEvent, emit
from graphs.team.spending import spent_now
from graphs.team.state import Gap, Specialist
from parley.models.budget import BudgetSpentError
from parley.models.errors import ModelError
from parley.models.patience import patient
from parley.settings import settings

log = structlog.get_logger(__name__)


class _Maker(Protocol):
    def __call__[**P](
        self, node: Callable[P, Awaitable[dict[str, Any]]]
    ) -> Callable[P, Awaitable[dict[str, Any]]]: ...


def specialist(name: Specialist, **absent: Any) -> _Maker:
    """Make a node of a specialist.

    Args:
        name: as events and gaps name it.
        absent: what it returns when it can't do its work, beside the gap that says so.
    """

    def made[**P](
        node: Callable[P, Awaitable[dict[str, Any]]],
    ) -> Callable[P, Awaitable[dict[str, Any]]]:
        @wraps(node)
        async def bounded(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
            # As LangGraph calls a node: the state, then what else it asks for by name.
            state: Any = args[0]
            runtime = cast(Runtime[Context], kwargs["runtime"])
            about = str(state.get("url") or state.get("question") or "")
            began = time.monotonic()
            emit(runtime, StartEvent(type="start", specialist=name, about=about))
            seconds = (runtime.context or Context()).max_step_seconds
            update, problem = absent, ""
            longest = settings().model_node_seconds
            try:
                async with asyncio.timeout(longest) as whole, patient(seconds):
                    update = await node(*args, **kwargs)
            except BudgetSpentError as error:
                problem = str(error)  # the supervisor says so once, for all
            except TimeoutError:
                limit = longest if whole.expired() else seconds
                problem = f"took longer than {limit:g} seconds"
                update = absent | _gap(name, about, problem)
            except ModelError as error:
                problem = str(error)
                update = absent | _gap(name, about, f"failed: {problem}")
            except Exception as error:
                # In one line: a traceback would read files on the loop.
                log.error("specialist failed", specialist=name, error=repr(error))
                problem = "failed; the log of the server says why"
                update = absent | _gap(name, about, problem)
            emit(
                runtime,
                EndEvent(
                    type="end",
                    specialist=name,
                    about=about,
                    seconds=round(time.monotonic() - began, 3),
                    problem=problem,
                ),
            )
            return update | {"spending": spent_now(runtime)}

        return bounded

    return made


def _gap(name: Specialist, about: str, problem: str) -> dict[str, list[Gap]]:
    whose = f' of "{about}"' if about else ""
    return {"gaps": [Gap(who=name, what=f"The {name}{whose} {problem.rstrip('.')}.")]}

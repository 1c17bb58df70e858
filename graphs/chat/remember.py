"""What is remembered of a turn, after its answer: nothing here may lose or hold up an answer."""

import structlog
from langgraph.runtime import Runtime

from graphs.chat.context import Context
from graphs.chat.memory.fold import fold
from graphs.chat.memory.summary import Summary, leaving, true_to
from graphs.chat.state import State
from parley.models.node import in_time

log = structlog.get_logger(__name__)


async def remember(state: State, runtime: Runtime[Context]) -> dict[str, Summary]:
    """Renew the summary. When that fails the old one stays, and the next turn tries again."""
    context = runtime.context or Context()
    known = true_to(state.get("summary"), state["messages"])
    end = leaving(state["messages"], known, context.window_tokens)
    if end is None:
        return {}
    try:
        return {"summary": await in_time(fold)(state["messages"], known, end, context.model)}
    except Exception as error:  # whatever it is, the answer is given
        log.warning("the conversation could not be summarized", error=repr(error))
        return {}

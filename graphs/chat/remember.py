"""What is remembered of a turn, after its answer: nothing here may lose or hold up an answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from langchain_core.messages import BaseMessage, HumanMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime

from graphs.chat.attachments.attachment import typed
from graphs.chat.context import Context
from graphs.chat.facts.hidden import masked
from graphs.chat.facts.kept import fact
from graphs.chat.facts.learn import learn
from graphs.chat.facts.notes import facts_of
from graphs.chat.facts.stated import Statement, stated
from graphs.chat.facts.wish import wish
from graphs.chat.memory.fold import fold
from graphs.chat.memory.summary import Summary, leaving, true_to
from graphs.chat.state import State
from parley.settings import settings

log = structlog.get_logger(__name__)

# Twelve turns: with the summary's ten, calls beside the answers stay under 0.2 a turn.
_BETWEEN_JUDGEMENTS = 24
# The answer is given, but its run goes on and holds up the next one of the thread. A small model on
# a processor takes two minutes for a summary.
_SECONDS = 180


def worth_a_step(
    messages: Sequence[BaseMessage], summary: Summary | None, context: Context, store: bool
) -> bool:
    """Tell whether `remember` has something to do: a step more is a write more.

    Args:
        messages: the conversation with its newest answer.
        summary: true to it.
        context: the assistant's.
        store: whether there is a store.
    """
    if context.memory == "summary" and leaving(messages, summary, context.window_tokens):
        return True
    if not (context.long_term and store):
        return False
    _, asked = _asked(messages)
    return bool(_statements(asked))


async def remember(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Keep what the user said of themselves, and renew the summary when it is time.

    What fails is logged: the old summary stays, and the next turn tries again.
    """
    context = runtime.context or Context()
    update = await _safely(lambda: _learn(state, runtime, context)) if context.long_term else {}
    if context.memory == "summary":
        known = true_to(state.get("summary"), state["messages"])
        end = leaving(state["messages"], known, context.window_tokens)
        if end is not None:
            update |= await _safely(lambda: _fold(state, known, end, context.model))
    return update


async def _safely(step: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    try:
        async with asyncio.timeout(min(_SECONDS, settings().model_node_seconds)):
            return await step()
    except Exception as error:  # whatever it is, the answer is given
        log.warning("a turn could not be remembered", error=repr(error))
        return {}


async def _fold(state: State, known: Summary | None, end: int, model: str | None) -> dict[str, Any]:
    hidden = state.get("forgotten") or []
    return {"summary": await fold(state["messages"], known, end, model, hidden)}


async def _learn(state: State, runtime: Runtime[Context], context: Context) -> dict[str, Any]:
    facts = facts_of(runtime.store)
    index, asked = _asked(state["messages"])
    statements = _statements(asked)
    if facts is None or not statements:
        return {}
    thread = get_config().get("configurable", {}).get("thread_id")
    new = [fact(statement, thread, asked.id, index) for statement in statements]
    length = len(state["messages"])
    judged = state.get("judged")
    # A thread that became shorter may be judged at once.
    may_ask = judged is None or not 0 < length - judged < _BETWEEN_JUDGEMENTS
    update: dict[str, Any] = {}
    if await learn(facts, new, context.model, may_ask):
        update["judged"] = length
    forgotten = state.get("forgotten") or []
    # What is said again is no longer forgotten.
    left = [one for one in forgotten if masked(asked.text, [one]) == asked.text]
    return update if left == forgotten else {**update, "forgotten": left}


def _asked(messages: Sequence[BaseMessage]) -> tuple[int, BaseMessage]:
    """Return the newest message of the user and its index."""
    for index in range(len(messages) - 1, -1, -1):
        if isinstance(messages[index], HumanMessage):
            return index, messages[index]
    return 0, HumanMessage("")


def _statements(asked: BaseMessage) -> list[Statement]:
    """Return what users say themselves: nothing from what they attached or want forgotten."""
    text = typed(asked)
    wanted = wish(text)
    return stated(text if wanted is None else wanted.rest)

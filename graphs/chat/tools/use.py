"""Carries out the calls of the newest message, and says afterwards what was used."""

import asyncio
import re
from collections.abc import Sequence

import structlog
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    BaseMessage,
    HumanMessage,
    ToolCall,
    ToolMessage,
)

from graphs.chat.state import State
from graphs.chat.tools.offer import usable
from parley.models.node import in_time

log = structlog.get_logger(__name__)

# Rounds of calls in one turn; then the model must answer with what it has.
MAX_ROUNDS = 4
_USED = "used"
_CALCULATOR = "calculator"
_SUM = re.compile(r"[^=\n]{1,200} = \S{1,100}")
NOT_ANSWERED = "I could not find an answer to that: please ask it in another way."


@in_time
async def use_tools(state: State) -> dict[str, list[AnyMessage]]:
    """Carry out all calls at once. What fails becomes a sentence to the model."""
    newest = state["messages"][-1]
    calls = newest.tool_calls if isinstance(newest, AIMessage) else []
    return {"messages": list(await asyncio.gather(*map(_result, calls)))}


async def _result(call: ToolCall) -> ToolMessage:
    tool = {tool.name: tool for tool in usable()}.get(call["name"])
    if tool is None:
        text = f"There is no tool called {call['name']}."
    else:
        try:
            text = str(await tool.ainvoke(call["args"]))
        except Exception as error:  # a model may fill in anything
            log.warning("a tool failed", tool=call["name"], error=repr(error))
            text = f"{call['name']} could not be used with these arguments."
    return ToolMessage(text, tool_call_id=call["id"], name=call["name"])


def this_turn(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return what came since the user's newest message."""
    turn: list[AnyMessage] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        turn.append(message)
    return turn[::-1]


def uncalled(answer: AIMessage) -> AIMessage:
    """Return the words of an answer whose calls nobody asked for: they would go on for ever."""
    if not answer.tool_calls:
        return answer
    log.warning(
        "calls of tools that were not offered", tools=[c["name"] for c in answer.tool_calls]
    )
    return AIMessage(
        answer.text or NOT_ANSWERED,
        id=answer.id,
        response_metadata=answer.response_metadata,
        usage_metadata=answer.usage_metadata,
    )


def rounds(turn: Sequence[AnyMessage]) -> int:
    """Count the rounds of calls in this turn."""
    return sum(isinstance(message, AIMessage) and bool(message.tool_calls) for message in turn)


def credited(answer: AIMessage, turn: Sequence[AnyMessage]) -> AIMessage:
    """Return an answer that says which tools it was given results of, and what was calculated."""
    names = dict.fromkeys(str(m.name) for m in turn if isinstance(m, ToolMessage))
    if not names or answer.tool_calls:
        return answer
    line = f"Used: {', '.join(name.replace('_', ' ') for name in names)}."
    # A small model may copy a number wrongly: what was calculated stands beside its words.
    sums = [str(m.text) for m in turn if isinstance(m, ToolMessage) and m.name == _CALCULATOR]
    line = " ".join([line, *(f"{one}." for one in sums if _SUM.fullmatch(one))])
    return answer.model_copy(
        update={
            "content": f"{answer.text.rstrip()}\n\n{line}",
            "response_metadata": {**answer.response_metadata, _USED: list(names)},
        }
    )


def uncredited(message: BaseMessage) -> BaseMessage:
    """Return an earlier answer without that line: a model would learn to write it by itself."""
    if not isinstance(message, AIMessage) or _USED not in message.response_metadata:
        return message
    return message.model_copy(update={"content": message.text.rpartition("\n\nUsed: ")[0]})

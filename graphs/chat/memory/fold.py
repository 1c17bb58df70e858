"""Makes the summary that takes the place of what leaves the window: one call of a model."""

import asyncio
from collections.abc import Sequence

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
)
from langchain_core.runnables import RunnableConfig

from graphs.chat import prompts
from graphs.chat.attachments.attachment import typed
from graphs.chat.facts.hidden import masked
from graphs.chat.memory.details import details
from graphs.chat.memory.summary import Summary, digest
from graphs.chat.memory.tokens import newest_lines
from parley.models.roles import chat_model

# Of what a single call is given to read. Of more, the newest part: a thread that has been long
# with another memory is summarized in one call, and its details are taken from all of it.
_READ_TOKENS = 3_000
_MESSAGE_CHARACTERS = 1_500
# A summary that grows beyond is no summary.
_MAX_CHARACTERS = 2_400

# Its tokens are not for the user.
_SILENT: RunnableConfig = {"tags": ["nostream"]}


async def fold(
    messages: Sequence[BaseMessage],
    known: Summary | None,
    end: int,
    model: str | None,
    hidden: Sequence[str] = (),
) -> Summary:
    """Return a summary of `messages[:end]`, made from the known one and what came since.

    What gives away something `hidden` stays out.

    Raises:
        ModelError: no model could write it.
    """
    covered = known["count"] if known else 0
    lines = [line for message in messages[covered:end] if (line := _line(message))]
    asked = prompts.FOLD_REQUEST.format(
        summary=masked((known and known["text"]) or "(nothing yet)", hidden),
        conversation=masked(newest_lines(lines, _READ_TOKENS), hidden),
    )
    writer = (await chat_model("summary", model)).model_copy(update={"disable_streaming": True})
    answer = await writer.ainvoke([SystemMessage(prompts.FOLD), HumanMessage(asked)], _SILENT)
    # Of a long thread both read it all: off the loop.
    kept, told = await asyncio.to_thread(
        lambda: (
            details(known["details"] if known else [], messages[covered:end]),
            digest(messages, end),
        )
    )
    kept = [detail for detail in kept if masked(detail, hidden) == detail]
    return Summary(text=answer.text[:_MAX_CHARACTERS], details=kept, count=end, digest=told)


def _line(message: BaseMessage) -> str | None:
    # What others wrote stays out: a summary speaks with the authority of the system prompt.
    text = typed(message)[:_MESSAGE_CHARACTERS].strip()
    match message:
        case HumanMessage() if text:
            return f"User: {text}"
        case AIMessage() if text:
            return f"Assistant: {text}"
    return None

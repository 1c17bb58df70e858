"""A tool's call and its answers go together: providers refuse one without the other."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage


def whole(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Return the messages without calls that lack an answer and answers that lack a call.

    Such halves stay behind where a run was cancelled or a message was removed.
    """
    kept: list[BaseMessage] = []
    index = 0
    while index < len(messages):
        message = messages[index]
        index += 1
        if isinstance(message, ToolMessage):
            continue  # those with a call are taken along below
        if not (isinstance(message, AIMessage) and message.tool_calls):
            kept.append(message)
            continue
        open_calls = {call["id"] for call in message.tool_calls}
        answers: list[BaseMessage] = []
        while index < len(messages):
            answer = messages[index]
            if not (isinstance(answer, ToolMessage) and answer.tool_call_id in open_calls):
                break
            open_calls.discard(answer.tool_call_id)
            answers.append(answer)
            index += 1
        if not open_calls:
            kept += [message, *answers]
    return kept

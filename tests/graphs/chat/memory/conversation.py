"""Random conversations, as threads hold them: tool calls, long texts, halves that a kill left."""

from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

_text = st.text(min_size=1, max_size=300) | st.integers(1, 6000).map(lambda n: "long " * n)


@st.composite
def conversations(draw: st.DrawFn, broken: bool = False) -> list[BaseMessage]:
    """Turns with tool loops; the newest may be in the middle of one."""
    messages: list[BaseMessage] = []
    for _ in range(draw(st.integers(1, 8))):
        messages.append(HumanMessage(draw(_text)))
        for _ in range(draw(st.integers(0, 3))):
            ids = [f"call{len(messages)}-{n}" for n in range(draw(st.integers(1, 2)))]
            calls = [{"name": "search", "args": {"q": "x"}, "id": i} for i in ids]
            messages.append(AIMessage("", tool_calls=calls))
            answered = draw(st.integers(0, len(ids))) if broken else len(ids)
            messages += [ToolMessage(draw(_text), tool_call_id=i) for i in ids[:answered]]
        messages.append(AIMessage(draw(_text)))
    end = draw(st.integers(1, len(messages)))
    while isinstance(messages[end - 1], AIMessage):  # an answer is what comes next
        end -= 1
    while not broken and end < len(messages) and isinstance(messages[end], ToolMessage):
        end += 1
    kept = messages[:end]
    if broken and draw(st.booleans()):
        del kept[draw(st.integers(0, len(kept) - 1))]
    kept = kept or [HumanMessage("Hi")]
    return [m.model_copy(update={"id": str(i)}) for i, m in enumerate(kept)]


def turns(count: int, size: int = 40) -> list[BaseMessage]:
    """So many plain turns, and a question."""
    messages: list[BaseMessage] = []
    for n in range(count):
        messages += [HumanMessage(f"Question {n} " + "x" * size), AIMessage("y" * size)]
    messages.append(HumanMessage("And now?"))
    return [m.model_copy(update={"id": str(i)}) for i, m in enumerate(messages)]

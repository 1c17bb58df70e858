"""The words the drafting model reads."""

import json

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from graphs.approval.state import State

SYSTEM = (
    "You write short announcements. Give a title of at most ten words and a body of two to four "
    "sentences. Use only facts from the request; never invent dates, names, prices or links."
)

# A small model adds what such texts usually say. Examples that add nothing hold it back.
EXAMPLES: list[BaseMessage] = [
    HumanMessage("Announce that the cafeteria opens at 8 from Monday on."),
    AIMessage(
        '{"title": "Cafeteria opens at 8", "body": "From Monday on, the cafeteria opens at 8."}'
    ),
    HumanMessage("We have a new colleague, Tom Berg. He starts in sales on 2 May."),
    AIMessage(
        '{"title": "Welcome, Tom Berg", "body": "We have a new colleague: Tom Berg. '
        'He starts in sales on 2 May."}'
    ),
]


def prompt(system: str, state: State) -> list[BaseMessage]:
    """Return what the model is asked: the request, or the request, its draft and what is wrong."""
    asked: list[BaseMessage] = [SystemMessage(system), *EXAMPLES, state["messages"][-1]]
    if not state.get("feedback"):
        return asked
    return [
        *asked,
        AIMessage(json.dumps(state["draft"], ensure_ascii=False)),
        HumanMessage(f"Write it again. What a reviewer wants changed: {state['feedback']}"),
    ]

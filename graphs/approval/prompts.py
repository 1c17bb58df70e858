"""The words the drafting model reads."""

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

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

"""What a conversation holds."""

from typing import NotRequired, TypedDict

from graphs.chat.memory.summary import Summary
from graphs.chat.memory.window import Start
from parley.messages import Messages


class State(TypedDict):
    """The whole conversation; the model sees what `memory` makes of it.

    Attributes:
        messages: everything that was said, and every tool's call and answer.
        window: where the part begins that the model last saw.
        summary: of what left the window. A fork finds the one of its own past here.
        forgotten: texts that give away what the user had forgotten here; hidden from the model.
        judged: how long the thread was when a model last compared facts.
    """

    messages: Messages
    window: NotRequired[Start | None]
    summary: NotRequired[Summary | None]
    forgotten: NotRequired[list[str]]
    judged: NotRequired[int]

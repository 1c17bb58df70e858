"""What the advisor finds out."""

from typing import Literal, TypedDict

from parley.messages import Messages

Framework = Literal["LangGraph", "LangChain (LCEL)"]


class Needs(TypedDict):
    """What a use case asks of a framework. Any of these is more than a linear chain gives."""

    loops: bool  # a step is repeated until its result is good enough
    shared_state: bool  # several steps or agents read and write the same data
    multi_agent: bool  # several agents with their own tasks work together
    human_approval: bool  # a person decides before the work goes on
    conditional_routing: bool  # a result decides which step comes next


class Input(TypedDict):
    """A use case in words."""

    messages: Messages


class Output(TypedDict):
    """The advice; `reason` says it in one sentence."""

    messages: Messages
    framework: Framework
    needs: Needs
    reason: str


class State(Output):
    """All of it."""

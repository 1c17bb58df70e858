"""The graphs that chat is held against: one node, the newest messages to the same model."""

from typing import Annotated, Any, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.channels import DeltaChannel
from langgraph.graph import START, StateGraph
from langgraph.graph.message import _messages_delta_reducer, add_messages

from parley.models.roles import chat_model

_SHOWN = 20


class Delta(TypedDict):
    """With LangGraph's own DeltaChannel, as it comes."""

    messages: Annotated[list[AnyMessage], DeltaChannel(_messages_delta_reducer)]


class Usual(TypedDict):
    """With the channel that most graphs have."""

    messages: Annotated[list[AnyMessage], add_messages]


def plain(state: type[Any]) -> Any:
    """Return the builder of such a graph."""

    async def respond(state: Any) -> dict[str, Any]:
        model = await chat_model("chat")
        return {"messages": [await model.ainvoke(state["messages"][-_SHOWN:])]}

    builder: Any = StateGraph(state)
    builder.add_node(respond)
    builder.add_edge(START, "respond")
    return builder

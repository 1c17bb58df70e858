"""Tools that act on the world need a person; a model is offered no tool that says nothing of it.

    @read_only
    @tool
    async def look_up(word: str) -> str: ...

    send = asks_first(send_mail)    # pauses the run; whoever resumes it decides

Every model that Parley hands out refuses other tools, so that none is forgotten.
"""

from collections.abc import Iterable
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from langgraph.types import interrupt

_MARK = "acts"


class UnguardedToolError(TypeError):
    """One sentence for the developer: which tool it is, and what to do."""


def read_only(tool: BaseTool) -> BaseTool:
    """Mark a tool that changes nothing anywhere, whatever it is called with."""
    return _marked(tool, "never")


def asks_first(tool: BaseTool) -> BaseTool:
    """Return the tool with a pause before each call, as Studio and chat pages show one.

    Resumed with `{"decisions": [{"type": "approve"}]}` it runs; with anything else it doesn't.
    """

    async def act(**arguments: Any) -> Any:
        answer = interrupt(
            {
                "action_requests": [
                    {"name": tool.name, "args": arguments, "description": tool.description}
                ],
                "review_configs": [
                    {"action_name": tool.name, "allowed_decisions": ["approve", "reject"]}
                ],
            }
        )
        match answer:
            case {"decisions": [{"type": "approve"}]}:
                return await tool.ainvoke(arguments)
        return f"{tool.name} was not carried out: a person declined."

    asking = StructuredTool.from_function(
        coroutine=act, name=tool.name, description=tool.description, args_schema=tool.args_schema
    )
    return _marked(asking, "after a person agreed")


def check(tools: Iterable[Any]) -> None:
    """Return when each tool says whether it acts; schemas of answers are no tools.

    Raises:
        UnguardedToolError: one doesn't.
    """
    for tool in tools:
        is_function = callable(tool) and not isinstance(tool, type | BaseTool)
        if is_function or (isinstance(tool, BaseTool) and _MARK not in (tool.metadata or {})):
            name = getattr(tool, "name", None) or getattr(tool, "__name__", "a tool")
            raise UnguardedToolError(
                f"{name} may act on the world, and a model would decide: mark it with read_only if "
                "it changes nothing, else wrap it with asks_first (parley.safety.acts)."
            )


def _marked(tool: BaseTool, when: str) -> BaseTool:
    tool.metadata = {**(tool.metadata or {}), _MARK: when}
    return tool

"""Which tools the model is offered for a question."""

import re
from collections.abc import Sequence

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.tools import BaseTool

from graphs.chat.attachments.attachment import typed
from graphs.chat.tools.calculator import calculator
from graphs.chat.tools.clock import clock
from graphs.chat.tools.search import search_documents, web
from parley.models.choice import choose
from parley.settings import settings

# Each with the questions that may need it.
_SIGNS: dict[str, tuple[BaseTool, re.Pattern[str]]] = {
    tool.name: (tool, re.compile(pattern, re.IGNORECASE))
    for tool, pattern in (
        (
            clock,
            r"\b(?:(?:what|which) (?:time|day|date|weekday|month|year)|time is it|"
            r"(?:current|right|exact) (?:time|date|day|year)|today'?s (?:date|day)|time in|"
            r"time zone|time now|o'clock|the date|"
            r"(?:what'?s|what is|tell me) (?:the (?:time|day)|today)|how late is it|"
            r"is it (?:now|today|already)|day of the week)\b",
        ),
        (
            calculator,
            r"\d\s*(?:[-+*/×÷^%]|\*\*|x|times|plus|minus|divided by|percent|of)\s*\(?-?\d|"  # noqa: RUF001
            r"\b(?:calculat\w*|comput\w*|square root|sqrt|percent of|% of|sum of|product of)\b",
        ),
        (
            search_documents,
            r"\b(?:documents?|docs|folder|handbook|look (?:it )?up|according to|sources?|cite)\b",
        ),
        (web, r"\b(?:web|internet|online|news|latest|newest|search)\b"),
    )
}


def newest_question(messages: Sequence[AnyMessage]) -> str:
    """Return the user's newest words, without what they attached."""
    return next((typed(m) for m in reversed(messages) if isinstance(m, HumanMessage)), "")


def usable() -> list[BaseTool]:
    """Return the tools that work on this server."""
    has_key = settings().tavily_api_key is not None
    return [tool for tool, _ in _SIGNS.values() if tool is not web or has_key]


def offered(question: str, allowed: Sequence[str], model: str | None) -> list[BaseTool]:
    """Return the tools for this question.

    A large model is always offered all: it knows when to use them, and the same tools each time
    keep the prompt's beginning. A small one pays for each, and not every compatible server takes
    them, so these are offered what the question's words call for.

    Raises:
        ModelError: the assistant's model can't be used.
    """
    tools = [tool for tool in usable() if tool.name in allowed]
    if choose(settings(), model).kind in {"openai", "provider"}:
        return tools
    return [tool for tool in tools if _SIGNS[tool.name][1].search(question)]

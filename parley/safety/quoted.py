"""Mail that a user quotes or forwards, shown to a model as the words of others.

The user wrote the message, and somebody else a part of it. What users see of their message stays
as it is: the marks stand in the prompt only.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage

from parley.safety.spotlight import new_code, spotlit

# Lines behind `>`; or all that follows a line, or the header, that mail programs put before it.
_QUOTED = re.compile(
    r"^(?:[ \t]*>[^\n\0]*(?:\n|\Z))+"
    r"|^[ \t]*(?:-{2,}[ \t]?(?:original|forwarded)[ \t]message[ \t]?-{2,}"
    r"|-{2,}[ \t]?(?:ursprüngliche|weitergeleitete)[ \t]nachricht[ \t]?-{2,}"
    r"|-{2,}[ \t]?message[ \t]d'origine[ \t]?-{2,}|begin[ \t]forwarded[ \t]message:"
    r"|(?:from|von|de):[^\n\0]+\n(?:sent|date|gesendet|datum|envoyé):[^\n\0]+\n)[^\0]*",
    re.IGNORECASE | re.MULTILINE,
)
# Attachments, for example, stand behind marks before.
_MARKED = re.compile(r"<<<DATA ([0-9a-f]{16})>>>\n.*?\n<<<END \1>>>", re.DOTALL)


async def quotes_marked(prompt: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Return the prompt; what its user messages quote stands behind marks of one new code."""
    code = new_code()
    return [await _message(each, code) for each in prompt]


async def _message(message: BaseMessage, code: str) -> BaseMessage:
    if not isinstance(message, HumanMessage):
        return message
    if isinstance(message.content, str):
        content: Any = await _text(message.content, code)
    else:
        content = [await _block(block, code) for block in message.content]
    return (
        message if content == message.content else message.model_copy(update={"content": content})
    )


async def _block(block: Any, code: str) -> Any:
    if isinstance(block, dict) and isinstance(block.get("text"), str):
        return {**block, "text": await _text(block["text"], code)}
    return await _text(block, code) if isinstance(block, str) else block


async def _text(text: str, code: str) -> str:
    parts: list[str] = []
    done = 0
    for start, end in _places(text):
        parts += text[done:start], await spotlit(text[start:end], code), "\n"
        done = end
    return "".join([*parts, text[done:]])


def _places(text: str) -> Iterator[tuple[int, int]]:
    shielded = _MARKED.sub(lambda found: "\0" * len(found[0]), text)
    return (found.span() for found in _QUOTED.finditer(shielded))

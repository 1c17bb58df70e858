"""Answers that come whole: cleaned, then judged sentence by sentence."""

import re
from typing import Any

from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import BaseModel

from parley.safety.output.clean import clean
from parley.safety.output.guard import Guard
from parley.safety.output.parts import Kind, Path, Wrap, seen
from parley.safety.output.sentences import ModeratedError, sentence
from parley.safety.output.window import Window
from parley.safety.pii import beside

_RAW = "logprobs"
_WORD = re.compile(r"\s*\S*\s?")


async def released_whole(result: ChatResult, guard: Guard) -> ChatResult:
    """Return an answer as it may be read.

    Raises:
        ModeratedError: a typed answer was flagged.
    """
    generations = [await _released(generation, guard) for generation in result.generations]
    return ChatResult(generations=generations, llm_output=result.llm_output)


async def _released(generation: ChatGeneration, guard: Guard) -> ChatGeneration:
    message = generation.message
    judged: list[str] = []
    said: list[bool] = []  # whether it is text for people

    def take(path: Path, kind: Kind, part: Any, wrap: Wrap) -> Any:
        cleaned = guard.clean(kind, part)
        spoken = kind == "text" and not guard.typed and path[0] == "content"
        texts = _sentences(cleaned) if spoken else [str(cleaned)]
        judged.extend(texts)
        said.extend([spoken] * len(texts))
        return cleaned

    def all_of_it() -> dict[str, Any]:
        fields = seen(message, take)
        if (parsed := message.additional_kwargs.get("parsed")) is not None:
            fields["additional_kwargs"]["parsed"] = _parsed(parsed, guard)
        return fields

    fields = await beside(all_of_it)
    fields["response_metadata"] = {k: v for k, v in message.response_metadata.items() if k != _RAW}
    info = {k: v for k, v in (generation.generation_info or {}).items() if k != _RAW} or None
    verdicts = await guard.verdicts(judged)
    first = next((i for i, category in enumerate(verdicts) if category), None)
    if first is not None:
        category = str(verdicts[first])
        if guard.typed:
            raise ModeratedError(category)
        kept = "".join(text for text, ours in zip(judged[:first], said, strict=False) if ours)
        fields = {
            "content": kept + sentence(category, begun=bool(kept.strip())),
            "response_metadata": {
                **fields["response_metadata"],
                "finish_reason": "content_filter",
                "moderated": category,
            },
            "tool_calls": [],
            "invalid_tool_calls": [],
            "additional_kwargs": {},
        }
        info = None
    own = {name: getattr(message, name) for name in type(message).model_fields}
    return ChatGeneration(message=type(message)(**(own | fields)), generation_info=info)


def _sentences(text: str) -> list[str]:
    window = Window(None)
    sentences = [window.add(word) for word in _WORD.findall(text)]
    return [one for one in (*sentences, window.rest()) if one]


def _parsed(parsed: Any, guard: Guard) -> Any:
    if isinstance(parsed, BaseModel):
        values = parsed.model_dump(by_alias=True)
        cleaned = clean(values, guard.prompt)
        return parsed if cleaned == values else type(parsed).model_validate(cleaned)
    return clean(parsed, guard.prompt)

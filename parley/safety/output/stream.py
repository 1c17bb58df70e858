"""Streamed answers: each part goes through a window, and nothing is out before it was judged."""

from collections.abc import AsyncIterator
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from parley.safety.output.calls import Calls
from parley.safety.output.guard import Guard
from parley.safety.output.lane import Lane
from parley.safety.output.parts import Kind, Path, Wrap, seen
from parley.safety.output.sentences import ModeratedError, sentence
from parley.safety.output.window import Window
from parley.safety.pii import beside
from parley.settings import settings

# How providers say that an answer has ended: OpenAI and its like, then Anthropic.
_ENDS = ("finish_reason", "stop_reason")
_RAW = "logprobs"  # every token, as the model wrote it


async def released(
    chunks: AsyncIterator[ChatGenerationChunk], guard: Guard
) -> AsyncIterator[ChatGenerationChunk]:
    """Yield an answer as it may be read, with the same whole text whatever its chunks were.

    What is only told of it, how it ended and what it took, comes in one piece at its end: on its
    way to a client a chunk takes the server a millisecond or two, however little is in it.

    Where it is flagged it ends: with a sentence, and `moderated` in its `response_metadata`. The
    caller closes `chunks`.

    Raises:
        ModeratedError: a typed answer was flagged.
    """
    release = _Release(guard)
    told: ChatGenerationChunk | None = None
    async for chunk in chunks:
        for ready in await release.add(chunk):
            if _only_tells(ready):
                told = told + ready if told else ready
            else:
                yield ready
        if release.stopped:
            return
    for ready in await release.end():
        yield ready
    if told:
        # Else LangChain adds one more, to say so.
        last = told.message.model_copy(update={"chunk_position": "last"})
        yield told.model_copy(update={"message": last})


class _Release:
    def __init__(self, guard: Guard) -> None:
        self.stopped = False
        self._guard = guard
        self._lanes: dict[Path, Lane] = {}
        self._calls = Calls(guard)
        self._begun = False
        self._blocks = False

    async def add(self, chunk: ChatGenerationChunk) -> list[ChatGenerationChunk]:
        """Return what may go out now that this chunk is here."""
        self._blocks = isinstance(chunk.message.content, list)
        chunk = _with(chunk, self._calls.take(chunk.message))
        pieces: dict[Path, str] = {}
        values: dict[Path, Any] = {}

        def take(path: Path, kind: Kind, part: Any, wrap: Wrap) -> Any:
            if kind == "value":
                values[path] = self._guard.clean(kind, part)
                return values[path]
            pieces[path] = pieces.get(path, "") + self._lane(path, kind, wrap).add(part)
            return ""

        def put(path: Path, kind: Kind, part: Any, wrap: Wrap) -> Any:
            return values[path] if kind == "value" else pieces[path]

        emptied = await beside(lambda: seen(chunk.message, take))
        if _ends(chunk):
            # What it says of the answer comes after all of the answer.
            out, ready = await self.end(pieces), _with(chunk, emptied)
        elif any(pieces.values()):
            out = await self._judged(pieces, {})
            ready = _with(chunk, seen(chunk.message, put))
        else:
            out, ready = [], _with(chunk, emptied)
        return out if self.stopped or not _says(ready) else [*out, ready]

    async def end(self, pieces: dict[Path, str] | None = None) -> list[ChatGenerationChunk]:
        """Return all that is held, after these pieces."""
        last, calls = await beside(lambda: self._rest(pieces or {}))
        if stop := await self._judged(last, calls):
            return stop
        out = [_alone(self._lanes[path].wrap(piece)) for path, piece in last.items() if piece]
        return [*out, _alone(calls)] if calls else out

    def _rest(self, first: dict[Path, str]) -> tuple[dict[Path, str], dict[str, Any]]:
        """Return all that is held, cleaned: of each lane, and the calls of tools."""
        last = {path: first.get(path, "") + lane.rest() for path, lane in self._lanes.items()}
        return last, self._calls.rest()

    async def _judged(
        self, pieces: dict[Path, str], calls: dict[str, Any]
    ) -> list[ChatGenerationChunk]:
        """Return nothing, or what ends the answer in place of these parts of it."""
        new = {path: piece for path, piece in pieces.items() if piece}
        texts = [self._lanes[path].in_context(piece) for path, piece in new.items()]
        texts += [call["args"] for call in calls.get("tool_call_chunks", ())]
        verdicts = await self._guard.verdicts(texts) if texts else []
        if category := next(filter(None, verdicts), None):
            return self._stop(category)
        for path, piece in new.items():
            self._lanes[path].let_out(piece)
            self._begun = self._begun or path[0] == "content"
        return []

    def _stop(self, category: str) -> list[ChatGenerationChunk]:
        self.stopped = True
        if self._guard.typed:
            raise ModeratedError(category)
        said: Any = sentence(category, begun=self._begun)
        if self._blocks:
            said = [{"type": "text", "text": said, "index": len(self._lanes)}]
        return [_alone({"content": said, "response_metadata": {"moderated": category}})]

    def _lane(self, path: Path, kind: Kind, wrap: Wrap) -> Lane:
        if path not in self._lanes:
            window = None
            if kind == "text" and not self._guard.typed:
                most = settings().output_hold_back
                window = Window(None if most == "sentence" else most, self._guard.prompt)
            self._lanes[path] = Lane(self._guard, kind, window, wrap)
        return self._lanes[path]


def _ends(chunk: ChatGenerationChunk) -> bool:
    message: Any = chunk.message
    told = {**(chunk.generation_info or {}), **message.response_metadata}
    return bool(getattr(message, "chunk_position", None) or any(told.get(name) for name in _ENDS))


def _alone(fields: dict[str, Any]) -> ChatGenerationChunk:
    """Make a chunk of one part of an answer."""
    return ChatGenerationChunk(message=AIMessageChunk(**{"content": "", **fields}))


def _with(chunk: ChatGenerationChunk, fields: dict[str, Any]) -> ChatGenerationChunk:
    """Make a chunk again with other words in it."""
    if not fields and _RAW not in (chunk.generation_info or {}):
        return chunk
    message = chunk.message
    # Built anew: what is derived of the words is derived anew too.
    own = {name: getattr(message, name) for name in type(message).model_fields}
    own |= {"tool_calls": [], "invalid_tool_calls": []} if "tool_call_chunks" in own else {}
    own["response_metadata"] = _without_raw(message.response_metadata)
    if isinstance(fields.get("content"), list):
        fields = {**fields, "content": [b for b in fields["content"] if not _is_empty(b)]}
    return ChatGenerationChunk(
        message=type(message)(**(own | fields)),
        generation_info=_without_raw(chunk.generation_info or {}) or None,
    )


def _is_empty(block: Any) -> bool:
    """Whether nothing is left of a block but which one it is."""
    return isinstance(block, dict) and not any(
        value for name, value in block.items() if name not in {"type", "index"}
    )


def _without_raw(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != _RAW}


def _says(chunk: ChatGenerationChunk) -> bool:
    """Whether anything is in a chunk but the name of the provider."""
    message: Any = chunk.message
    return bool(
        message.content
        or chunk.generation_info
        or message.additional_kwargs
        or message.response_metadata.keys() - {"model_provider", "output_version"}
        or getattr(message, "usage_metadata", None)
        or getattr(message, "chunk_position", None)
    )


def _only_tells(chunk: ChatGenerationChunk) -> bool:
    """Whether a chunk tells of the answer, and is no part of it."""
    message: Any = chunk.message
    calls = getattr(message, "tool_call_chunks", None)
    return not (message.content or message.additional_kwargs or calls)

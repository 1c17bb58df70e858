"""A server with a script that speaks Anthropic's Messages API, over a real socket."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.provider import JSON, Provider, Reply

_ids = itertools.count(1)


class AnthropicProvider(Provider):
    """The same script as `Provider`'s; `url` is what ANTHROPIC_BASE_URL should be."""

    def __init__(self) -> None:
        super().__init__()
        self.url = self.url.removesuffix("/v1")
        self.answer = lambda _: Reply("Hello.")

    def _routes(self) -> list[Route]:
        return [Route("/v1/messages", self._message, methods=["POST"])]

    async def _message(self, http: Request) -> Response:
        request: JSON = await http.json()
        reply = self._next(request)
        await asyncio.sleep(reply.delay)
        if reply.status != 200:
            error = {"type": "scripted", "message": reply.text or "scripted"}
            whole = {"type": "error", "error": error}
            return JSONResponse(whole, reply.status, headers=reply.headers)
        if request.get("stream"):
            return StreamingResponse(_events(request, reply), media_type="text/event-stream")
        return JSONResponse(_envelope(request, reply) | {"content": _blocks(reply)})


def _blocks(reply: Reply) -> list[JSON]:
    text = [{"type": "text", "text": reply.content}] if reply.content else []
    calls = [
        {"type": "tool_use", "id": f"toolu_{next(_ids)}", "name": c["name"], "input": c["args"]}
        for c in reply.tool_calls
    ]
    return text + calls


def _envelope(request: JSON, reply: Reply) -> JSON:
    return {
        "id": "msg_scripted",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [],
        "stop_reason": "tool_use" if reply.tool_calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 4},
    }


async def _events(request: JSON, reply: Reply) -> AsyncIterator[str]:
    for kind, data in _unnamed(request, reply):
        yield f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"


def _unnamed(request: JSON, reply: Reply) -> Iterator[tuple[str, JSON]]:
    message = _envelope(request, reply)
    yield "message_start", {"message": message | {"stop_reason": None}}
    for index, block in enumerate(_blocks(reply)):
        if block["type"] == "text":
            text = block["text"]
            start, halves = {"type": "text", "text": ""}, (text[: len(text) // 2], text)
            deltas = [{"type": "text_delta", "text": halves[0]}]
            rest = [{"type": "text_delta", "text": text[len(halves[0]) :]}]
        else:
            start = block | {"input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]
            rest = []
        yield "content_block_start", {"index": index, "content_block": start}
        for delta in deltas if reply.truncated or reply.stalls else deltas + rest:
            yield "content_block_delta", {"index": index, "delta": delta}
        if reply.truncated:
            return
        if reply.garbage:
            yield "error", {"error": {"type": "overloaded_error", "message": "scripted"}}
            return
        yield "content_block_stop", {"index": index}
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield "message_delta", {"delta": delta, "usage": message["usage"]}
    yield "message_stop", {}

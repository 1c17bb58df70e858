"""An OpenAI-compatible server with a script, over a real socket.

    provider.reply("Hello.", Reply(status=429, headers={"retry-after": "1"}), Reply(reset=True))
    provider.answer = lambda request: Reply(text="always this")

Queued replies come first, one a request; then `answer` decides. What nobody scripted is useful
all the same: the last user message comes back, a JSON schema gets its smallest instance.
"""

import asyncio
import itertools
import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.schema_instance import instance

type JSON = dict[str, Any]

_call_ids = itertools.count(1)


@dataclass(frozen=True)
class Reply:
    """What the provider answers to one request."""

    text: str = ""
    json: Any = None
    """Sent as text; for a request that asks for JSON."""
    tool_calls: list[JSON] = field(default_factory=list)
    """Each `{"name": ..., "args": {...}}`."""
    status: int = 200
    """Any other status is an error and `text` its message."""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before the first token."""
    pace: float = 0
    """Seconds between two tokens."""
    truncated: bool = False
    """The stream ends in the middle, with neither a finish reason nor `[DONE]`."""
    reset: bool = False
    """The connection is reset before any byte."""
    hangs: bool = False
    """No byte comes until the client hangs up."""
    stalls: bool = False
    """Half of the answer comes, then nothing until the client hangs up."""
    garbage: bool = False
    """Status 200, but the body, or one event of the stream, is no JSON."""
    usage: JSON | None = None
    """As OpenAI reports it; None counts the tokens of the text."""

    @property
    def content(self) -> str:
        return self.text if self.json is None else json.dumps(self.json)


WRONG_SCHEMA = Reply(json={"unasked": True})
"""An answer in JSON that has none of the fields asked for."""


CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
"""What moderation has verdicts on, as OpenAI names it."""


def echo(request: JSON) -> Reply:
    """Answer with the smallest instance of a wanted schema, else with the last user message."""
    wanted = request.get("response_format", {})
    if wanted.get("type") == "json_schema":
        return Reply(json=instance(wanted["json_schema"]["schema"]))
    said = [m["content"] for m in request["messages"] if m["role"] == "user"] or [""]
    text = said[-1]
    if not isinstance(text, str):
        text = "".join(block.get("text", "") for block in text)
    return Reply(json={}) if wanted.get("type") == "json_object" else Reply(text=text)


class Provider:
    """The server; `with Provider() as provider` starts it, and it stops at the end.

    Attributes:
        url: what OPENAI_BASE_URL should be.
        requests: the body of every chat request so far, oldest first.
        embedded: every text so far that a vector was asked for, oldest first.
        answer: decides the reply to a request when none is queued.
        left: how many streams their client left before their end.
        judged: every text so far that moderation was asked about, oldest first.
        flags: decides the category that moderation flags a text for; None for none.
        moderation: how moderation fails; only its status, delay, reset and garbage count.
    """

    def __init__(self) -> None:
        self.requests: list[JSON] = []
        self.embedded: list[str] = []
        self.left = 0
        self.judged: list[str] = []
        self._script()
        self._queue: deque[Reply] = deque()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        config = uvicorn.Config(
            Starlette(routes=self._routes()), log_level="critical", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def reply(self, *replies: Reply | str) -> None:
        """Queue the replies to the next requests."""
        self._queue.extend(Reply(text=r) if isinstance(r, str) else r for r in replies)

    def reset(self) -> None:
        """Forget the requests and the script; call it between two tests."""
        self.requests.clear()
        self.embedded.clear()
        self._queue.clear()
        self.left = 0
        self.judged.clear()
        self._script()

    def _script(self) -> None:
        self.answer: Callable[[JSON], Reply] = echo
        self.flags: Callable[[str], str | None] = lambda text: None
        self.moderation = Reply()

    def __enter__(self) -> "Provider":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=5)

    def _routes(self) -> list[Route]:
        return [
            Route("/v1/models", self._models),
            Route("/v1/chat/completions", self._chat, methods=["POST"]),
            Route("/v1/embeddings", self._embeddings, methods=["POST"]),
            Route("/v1/moderations", self._moderations, methods=["POST"]),
        ]

    def _next(self, request: JSON) -> Reply:
        self.requests.append(request)
        return self._queue.popleft() if self._queue else self.answer(request)

    async def _models(self, _: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    async def _chat(self, http: Request) -> Response:
        request: JSON = await http.json()
        reply = self._next(request)
        await asyncio.sleep(reply.delay)
        if reply.reset:
            self._reset(http)
        if reply.reset or reply.hangs:
            await _hung_up(http)
            return Response()  # to nobody
        if reply.status != 200:
            error = {"message": reply.text or "scripted", "type": "scripted", "code": None}
            return JSONResponse({"error": error}, reply.status, headers=reply.headers)
        if request.get("stream"):
            events = self._noted(_events(http, request, reply))
            return StreamingResponse(events, headers=reply.headers, media_type="text/event-stream")
        message = {"role": "assistant", "content": reply.content, **_calls(reply)}
        choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
        whole = _envelope(request, "chat.completion", choices=[choice], usage=_usage(reply))
        if reply.stalls or reply.garbage:
            half = _half(http, json.dumps(whole), reply)
            return StreamingResponse(half, headers=reply.headers, media_type="application/json")
        return JSONResponse(whole, headers=reply.headers)

    async def _noted(self, events: AsyncIterator[str]) -> AsyncIterator[str]:
        whole = False
        try:
            async for event in events:
                yield event
            whole = True
        finally:
            self.left += not whole

    async def _moderations(self, http: Request) -> Response:
        request: JSON = await http.json()
        await asyncio.sleep(self.moderation.delay)
        if self.moderation.reset:
            self._reset(http)
            return Response()  # to nobody
        if self.moderation.status != 200:
            return JSONResponse({"error": {"message": "scripted"}}, self.moderation.status)
        if self.moderation.garbage:
            return Response("<html>")
        self.judged.extend(request["input"])
        results = [_verdict(self.flags(text)) for text in request["input"]]
        return JSONResponse({"id": "scripted", "model": request["model"], "results": results})

    async def _embeddings(self, http: Request) -> Response:
        request: JSON = await http.json()
        if request["model"] == "missing":
            return JSONResponse({"error": {"message": "scripted", "code": None}}, 404)
        self.embedded.extend(request["input"])
        rows = [
            {"object": "embedding", "index": i, "embedding": [float(len(text)), 1.0]}
            for i, text in enumerate(request["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return JSONResponse(
            {"object": "list", "data": rows, "model": request["model"], "usage": usage}
        )

    def _reset(self, http: Request) -> None:
        for connection in self._server.server_state.connections:
            transport = connection.transport
            if transport and transport.get_extra_info("peername") == http.client:
                # Not to linger at all is to reset instead of to close.
                transport.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                transport.abort()


async def _hung_up(http: Request) -> None:
    while not await http.is_disconnected():
        await http.receive()


async def _half(http: Request, body: str, reply: Reply) -> AsyncIterator[str]:
    yield body[: len(body) // 2]
    if reply.stalls:
        await _hung_up(http)


async def _events(http: Request, request: JSON, reply: Reply) -> AsyncIterator[str]:
    def event(delta: JSON, finish: str | None = None) -> str:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        chunk = _envelope(request, "chat.completion.chunk", choices=choices)
        return f"data: {json.dumps(chunk)}\n\n"

    yield event({"role": "assistant", "content": ""})
    tokens = list(_tokens(reply.content))
    broken = reply.truncated or reply.stalls or reply.garbage
    for token in tokens[: len(tokens) // 2] if broken else tokens:
        await asyncio.sleep(reply.pace)
        yield event({"content": token})
    if reply.stalls:
        await _hung_up(http)
    if reply.garbage:
        yield "data: <html>\n\n"
    if broken:
        return
    for call in _calls(reply).get("tool_calls", ()):
        told, call["function"]["arguments"] = call["function"]["arguments"], ""
        yield event({"tool_calls": [call]})
        for part in _tokens(told):
            more = {"index": call["index"], "function": {"arguments": part}}
            yield event({"tool_calls": [more]})
    yield event({}, _finish(reply))
    if request.get("stream_options", {}).get("include_usage"):
        usage = _envelope(request, "chat.completion.chunk", choices=[], usage=_usage(reply))
        yield f"data: {json.dumps(usage)}\n\n"
    yield "data: [DONE]\n\n"


def _verdict(category: str | None) -> JSON:
    named = {category} if category else set()
    return {
        "flagged": bool(category),
        "categories": {name: name in named for name in {*CATEGORIES, *named}},
        "category_scores": {name: float(name in named) for name in {*CATEGORIES, *named}},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }


def _tokens(text: str) -> Iterator[str]:
    """Cut text into pieces of four characters, as real tokens roughly are."""
    return (text[i : i + 4] for i in range(0, len(text), 4))


def _calls(reply: Reply) -> JSON:
    if not reply.tool_calls:
        return {}
    return {
        "tool_calls": [
            {
                "index": i,
                "id": f"call_{next(_call_ids)}",
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["args"])},
            }
            for i, call in enumerate(reply.tool_calls)
        ]
    }


def _finish(reply: Reply) -> str:
    if reply.truncated:
        return "length"
    return "tool_calls" if reply.tool_calls else "stop"


def _usage(reply: Reply) -> JSON:
    if reply.usage is not None:
        return reply.usage
    tokens = len(list(_tokens(reply.content)))
    return {"prompt_tokens": 10, "completion_tokens": tokens, "total_tokens": 10 + tokens}


def _envelope(request: JSON, kind: str, **rest: Any) -> JSON:
    return {"id": "scripted", "object": kind, "created": 0, "model": request["model"], **rest}

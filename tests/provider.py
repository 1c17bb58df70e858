"""An OpenAI-compatible server with a script, over a real socket.

    provider.reply("Hello.", Reply(status=429, headers={"retry-after": "1"}), Reply(reset=True))
    provider.answer = lambda request: Reply(text="always this")

Queued replies come first, one a request; then `answer` decides. What nobody scripted is useful
all the same: the last user message comes back, a JSON schema gets its smallest instance.
"""

import asyncio
import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.openai_wire import (
    JSON,
    WRONG_SCHEMA,
    Reply,
    calls_of,
    envelope,
    finish_of,
    in_tokens,
    usage_of,
    verdict,
)
from tests.schema_instance import instance

__all__ = ["JSON", "WRONG_SCHEMA", "Provider", "Reply", "echo"]


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
        if reply.after:
            await asyncio.to_thread(reply.after.wait)
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
        message = {"role": "assistant", "content": reply.content, **calls_of(reply)}
        choice = {"index": 0, "message": message, "finish_reason": finish_of(reply)}
        whole = envelope(request, "chat.completion", choices=[choice], usage=usage_of(reply))
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
        results = [verdict(self.flags(text)) for text in request["input"]]
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
        chunk = envelope(request, "chat.completion.chunk", choices=choices)
        return f"data: {json.dumps(chunk)}\n\n"

    yield event({"role": "assistant", "content": ""})
    tokens = list(in_tokens(reply.content))
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
    for call in calls_of(reply).get("tool_calls", ()):
        told, call["function"]["arguments"] = call["function"]["arguments"], ""
        yield event({"tool_calls": [call]})
        for part in in_tokens(told):
            more = {"index": call["index"], "function": {"arguments": part}}
            yield event({"tool_calls": [more]})
    yield event({}, finish_of(reply))
    if request.get("stream_options", {}).get("include_usage"):
        usage = envelope(request, "chat.completion.chunk", choices=[], usage=usage_of(reply))
        yield f"data: {json.dumps(usage)}\n\n"
    yield "data: [DONE]\n\n"

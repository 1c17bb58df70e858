"""The OpenAI-compatible API in front of the model: adds tools, limits and clear errors."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from parley.models.embedded.tool_reply import StreamRewriter, rewrite
from parley.models.embedded.tools import wants_tools, with_schema, without_tools

MODEL = "embedded"
# What a client gets that sets no limit: about a minute's worth. A small model can loop.
_MAX_TOKENS = 1024
_LIMITS = ("max_completion_tokens", "max_tokens")


def create_app(upstream: httpx2.AsyncClient) -> Starlette:
    """Return the app.

    Args:
        upstream: a client of the model's own server, its base URL and key set.
    """
    app = Starlette(
        routes=[
            Route("/health", _health),
            Route("/v1/models", _models),
            Route("/v1/chat/completions", _chat, methods=["POST"]),
        ],
        # A web page whose name resolves to loopback is turned away.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
    app.state.upstream = upstream
    return app


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _models(_: Request) -> Response:
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "parley"}
    return JSONResponse({"object": "list", "data": [model]})


async def _chat(request: Request) -> Response:
    try:
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")
        emulated = wants_tools(body)
        body = _limited(with_schema(body) if emulated else without_tools(body))
    except ValueError as error:
        return _refused(400, str(error))
    upstream: httpx2.AsyncClient = request.app.state.upstream
    asked = upstream.build_request("POST", "/v1/chat/completions", json=body)
    answer = await _unless_gone(request, upstream.send(asked, stream=True))
    if answer is None:
        return Response(status_code=499)
    if body.get("stream") and answer.is_success:
        chunks = _rewritten(answer) if emulated else _untouched(answer)
        return StreamingResponse(chunks, media_type="text/event-stream")
    content = await _unless_gone(request, answer.aread())
    await answer.aclose()
    if content is None:
        return Response(status_code=499)
    if not answer.is_success:
        return _error(answer)
    return JSONResponse(rewrite(answer.json()) if emulated else answer.json())


def _limited(body: dict[str, Any]) -> dict[str, Any]:
    given = [body.pop(name, None) for name in _LIMITS]
    limits = [limit for limit in given if isinstance(limit, int) and limit > 0]
    return {**body, "max_tokens": min(limits, default=_MAX_TOKENS)}


async def _unless_gone[T](request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what `work` returns, or None as soon as the client hangs up: nobody would read it.

    The model answers one request at a time, so the next one waits for as long as this one runs.
    """
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(request.receive())  # the body is read: only a hang-up is left
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        gone.cancel()
        working.cancel()


async def _untouched(answer: httpx2.Response) -> AsyncIterator[bytes]:
    try:
        async for data in answer.aiter_bytes():
            yield data
    finally:
        await answer.aclose()


async def _rewritten(answer: httpx2.Response) -> AsyncIterator[str]:
    rewriter = StreamRewriter()
    rest = b""
    try:
        async for data in answer.aiter_bytes():
            # Not `aiter_lines`: it would also break at a U+2028 in the text.
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                event = line.removeprefix(b"data: ")
                if event.startswith(b"{"):
                    for chunk in rewriter.feed(json.loads(event)):
                        yield f"data: {json.dumps(chunk)}\n\n"
                elif event == b"[DONE]":
                    yield "data: [DONE]\n\n"
    finally:
        await answer.aclose()


def _error(answer: httpx2.Response) -> Response:
    try:
        error = answer.json()["error"]
        if error["type"] == "exceed_context_size_error":
            # In OpenAI's words: clients tell this error by them.
            message = (
                f"Input tokens exceed the configured limit of {error['n_ctx']} tokens. Your "
                f"messages resulted in {error['n_prompt_tokens']} tokens. Please reduce the "
                "length of the messages."
            )
            return _refused(400, message, "context_length_exceeded")
        return _refused(answer.status_code, error["message"])
    except (ValueError, KeyError, TypeError):
        return _refused(502, "the model's own server gave no readable answer")


def _refused(status: int, message: str, code: str | None = None) -> Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "param": None, "code": code}
    return JSONResponse({"error": error}, status)

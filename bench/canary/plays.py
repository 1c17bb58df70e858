"""One canary through one graph in-process; what is shown and kept is written down."""

import io
from collections.abc import AsyncIterator
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from typing import Any
from uuid import uuid4

import prometheus_client
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bench.canary.canaries import Canary

GRAPHS = ("chat", "team", "approval", "advisor")
_MODES = ["values", "updates", "messages", "custom", "debug", "tasks", "checkpoints"]


def graph_of(canary: Canary, number: int) -> str:
    """Return which graph it goes through: each in turn, where the position leaves a choice."""
    match canary.position:
        case "edit":
            return "approval"
        case "document":
            return "team"
        case "tool":
            return "chat"
    return GRAPHS[number // 8 % len(GRAPHS)]


def messages(canary: Canary) -> list[dict[str, Any]]:
    """Return what the user sends."""
    text = canary.text
    match canary.position:
        case "message":
            return [{"role": "user", "content": text}]
        case "messages":
            return [
                {"role": "user", "content": said} for said in ("Listen.", text, f"Again: {text}")
            ]
        case "deep":
            block = {"type": "text", "text": text}
            return [
                {"role": "user", "content": [block], "additional_kwargs": {"a": [{"b": [text]}]}}
            ]
        case "key":
            return [{"role": "user", "content": "Hello", "additional_kwargs": {"a": {text: {}}}}]
    return [{"role": "user", "content": "Tell me about circuit breakers."}]


def edit(text: str) -> dict[str, Any]:
    """Return a reviewer's decision to publish this text instead."""
    action = {"name": "publish", "args": {"title": "News", "body": text}}
    return {"decisions": [{"type": "edit", "edited_action": action}]}


async def play(canary: Canary, name: str) -> dict[str, str]:
    """Return what was seen, by the place where it was."""
    saver = InMemorySaver()
    builder = import_module(f"graphs.{name}.graph").builder
    graph = builder.compile(checkpointer=saver, name=name)
    seen: dict[str, list[str]] = {place: [] for place in ("stream", "events", "state", "logs")}
    log = io.StringIO()
    with redirect_stdout(log), redirect_stderr(log):
        for place in ("stream", "events"):
            thread: Any = {"configurable": {"thread_id": str(uuid4())}}
            steps: list[Any] = [{"messages": messages(canary)}, Command(resume=edit(canary.text))]
            for asked in steps:
                try:
                    async for each in _watched(graph, place, asked, thread):
                        seen[place].append(repr(each))
                except Exception as error:  # a refusal or a failed run says something too
                    seen[place].append(repr(error))
                if not (await graph.aget_state(thread)).interrupts:
                    break
            seen["state"].append(repr(await graph.aget_state(thread)))
            seen["state"] += [repr(each) async for each in graph.aget_state_history(thread)]
    kept = [saver.storage, saver.writes, saver.blobs]
    seen["logs"].append(log.getvalue())
    return {
        **{place: "\n".join(texts) for place, texts in seen.items()},
        "checkpoints": "\n".join(map(repr, kept)),
        "metrics": prometheus_client.generate_latest().decode(),
    }


def _watched(graph: Any, place: str, asked: Any, thread: Any) -> AsyncIterator[Any]:
    if place == "stream":
        watched: AsyncIterator[Any] = graph.astream(asked, thread, stream_mode=_MODES)
        return watched
    events: AsyncIterator[Any] = graph.astream_events(asked, thread, version="v2")
    return events

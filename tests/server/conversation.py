"""What the tests here say to a server, and how they read what comes back."""

import json
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from parley.settings import PROJECT
from tests.provider import Provider

SERVED: dict[str, dict[str, str]] = json.loads((PROJECT / "langgraph.json").read_text())["graphs"]


def needs(*graphs: str) -> pytest.MarkDecorator:
    """Skip where a graph that the test talks to is not served."""
    missing = set(graphs) - SERVED.keys()
    return pytest.mark.skipif(bool(missing), reason=f"not served: {', '.join(missing)}")


def user(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


def texts(values: Any) -> list[str]:
    return [message["content"] for message in values["messages"]]


def sent(provider: Provider) -> list[str]:
    """What the newest request told the model, without the system prompt."""
    messages = provider.requests[-1]["messages"]
    return [message["content"] for message in messages if message["role"] != "system"]


async def new_thread(client: LangGraphClient) -> str:
    return str((await client.threads.create())["thread_id"])

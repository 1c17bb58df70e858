"""What the tests here say to a server, and how they read what comes back."""

from typing import Any

from langgraph_sdk.client import LangGraphClient

from tests.provider import Provider


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

"""Two turns on one thread: the second answer knows what the first turn said."""

import asyncio
import os
from typing import Any

from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

URL = os.environ.get("PARLEY_URL", "http://127.0.0.1:2024")


async def say(client: LangGraphClient, thread_id: str, text: str) -> None:
    """Send one message and print the answer as its tokens come."""
    print(f"> {text}")
    turn: dict[str, Any] = {"messages": [{"role": "user", "content": text}]}
    async for event in client.runs.stream(
        thread_id, "chat", input=turn, stream_mode=["messages-tuple", "custom"]
    ):
        if event.event == "messages":
            token, _ = event.data
            print(token["content"], end="", flush=True)
        elif event.event == "custom":  # the embedded model is being fetched or started
            print(event.data)
        elif event.event == "error":
            raise RuntimeError(event.data["message"])
    print("\n")


async def main() -> None:
    """Talk to the `chat` graph."""
    client = get_client(url=URL)
    thread = await client.threads.create()
    await say(client, thread["thread_id"], "My name is Ada and I like chess. Say hello.")
    await say(client, thread["thread_id"], "What is my name, and what do I like?")


asyncio.run(main())

"""Have the team write an article; what it is doing comes as custom events."""

import asyncio
import os
import sys
from typing import Any

from langgraph_sdk import get_client

URL = os.environ.get("PARLEY_URL", "http://127.0.0.1:2024")


async def main(topic: str) -> None:
    """Run the `team` graph on a topic and print the article with its sources."""
    client = get_client(url=URL)
    request: dict[str, Any] = {"messages": [{"role": "user", "content": topic}]}
    result: dict[str, Any] = {}
    # No thread: there is nothing to come back to.
    async for event in client.runs.stream(
        None, "team", input=request, stream_mode=["custom", "values"]
    ):
        if event.event == "custom":
            print("...", event.data)
        elif event.event == "values":
            result = event.data  # the whole output so far; the last one counts
        elif event.event == "error":
            raise RuntimeError(event.data["message"])
    print("\n" + result["article"] + "\n\nSources:")
    for source in result["sources"]:
        print(f"[{source['id']}] {source['title']}, {source['location']}")


asyncio.run(main(" ".join(sys.argv[1:]) or "How retries and timeouts protect an LLM application"))

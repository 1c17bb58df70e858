"""Draft an announcement, show it to you, and publish what you approve."""

import argparse
import asyncio
import os
from typing import Any

from langgraph_sdk import get_client

URL = os.environ.get("PARLEY_URL", "http://127.0.0.1:2024")
ANNOUNCE = "Announce that the library opens on Sundays from 10 to 16 starting in May."


async def main(decision: str | None) -> None:
    """Run the `approval` graph up to its question, then resume it with the answer."""
    client = get_client(url=URL)
    thread_id = (await client.threads.create())["thread_id"]
    request: dict[str, Any] = {"messages": [{"role": "user", "content": ANNOUNCE}]}
    paused: Any = await client.runs.wait(thread_id, "approval", input=request)
    [action] = paused["__interrupt__"][0]["value"]["action_requests"]
    print(f"{action['description']}\n\n{action['args']['title']}\n{action['args']['body']}\n")

    decision = decision or input("approve, edit or reject? ")
    answer: dict[str, Any] = {"type": decision}
    if decision == "edit":
        title = input("New title: ") or action["args"]["title"]
        answer["edited_action"] = {"name": "publish", "args": {**action["args"], "title": title}}
    resume = {"decisions": [answer]}
    # The run may be resumed days later, by another client, after a restart of the server.
    done: Any = await client.runs.wait(thread_id, "approval", command={"resume": resume})
    print(f"{done['status']}: {done['messages'][-1]['content']}")


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--decision", choices=["approve", "edit", "reject"])
asyncio.run(main(parser.parse_args().decision))

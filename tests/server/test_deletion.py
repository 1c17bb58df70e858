"""Many delete at once: each thread that they meant is gone, and no other one."""

import asyncio
from collections.abc import Callable

from langgraph_sdk.client import LangGraphClient

from tests.provider import Provider
from tests.server.conversation import new_thread, user
from tests.server.dev_server import DevServer
from tests.server.people import ANN, BOB, client_as, settings


async def listed(client: LangGraphClient) -> dict[str, str | None]:
    rows = await client.threads.search(limit=1000)
    return {row["thread_id"]: (row["metadata"] or {}).get("mark") for row in rows}


async def test_nobody_elses_thread_is_hit(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    server = start_server(**settings(provider))
    ann, bob = client_as(server, ANN), client_as(server, BOB)
    old = [(client, await new_thread(client)) for _ in range(15) for client in (ann, bob)]
    kept = [await new_thread(ann) for _ in range(40)]
    await asyncio.gather(
        *(client.threads.delete(thread) for client, thread in old),
        *(ann.threads.update(thread, metadata={"mark": thread}) for thread in kept),
        # The threads of runs without one are deleted when they end.
        *(bob.runs.wait(None, "chat", input=user(str(n))) for n in range(5)),
    )
    assert await listed(ann) == {thread: thread for thread in kept}
    assert await listed(bob) == {}

"""A run that never ends by itself: BG_JOB_TIMEOUT_SECS ends it, and its thread goes on."""

from collections.abc import Callable

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, texts, user
from tests.server.dev_server import DevServer
from tests.server.engine import CLUSTER

TOO_LONG = "error" if CLUSTER else "timeout"


@needs("chat")
async def test_a_stalled_run_ends_and_loses_nothing(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    client = start_server(BG_JOB_TIMEOUT_SECS="2").client
    thread = await new_thread(client)
    await client.runs.wait(thread, "chat", input=user("First."))
    provider.reply(Reply(text="Too late.", delay=60))

    stalled = await client.runs.create(thread, "chat", input=user("Second."))
    await client.runs.join(thread, stalled["run_id"])
    assert (await client.runs.get(thread, stalled["run_id"]))["status"] == TOO_LONG
    row = await client.threads.get(thread)
    assert row["status"] == "error"

    state = await client.runs.wait(thread, "chat", input=user("Third."))
    assert texts(state) == ["First.", "First.", "Second.", "Third.", "Third."]
    assert (await client.threads.get(thread))["status"] == "idle"

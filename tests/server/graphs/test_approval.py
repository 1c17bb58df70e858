"""approval through the SDK, on a real server with a scripted model behind it."""

from typing import Any

import pytest

from tests.provider import Provider, Reply
from tests.server.conversation import new_thread, user
from tests.server.dev_server import DevServer

TEXT = {"title": "We moved", "body": "To Main Street."}
APPROVE = {"resume": {"decisions": [{"type": "approve"}]}}


@pytest.mark.parametrize(
    ("decision", "status", "text"),
    [
        ({"type": "approve"}, "published", TEXT["body"]),
        (
            {
                "type": "edit",
                "edited_action": {"name": "publish", "args": {"title": "New", "body": "Edited."}},
            },
            "published",
            "Edited.",
        ),
        ({"type": "reject", "message": "No."}, "rejected", None),
    ],
    ids=["approve", "edit", "reject"],
)
async def test_it_does_what_the_person_decided(
    shared_server: DevServer,
    provider: Provider,
    decision: dict[str, Any],
    status: str,
    text: str | None,
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply(Reply(json=TEXT))
    paused: Any = await client.runs.wait(thread, "approval", input=user("We moved"))
    [interrupt] = paused["__interrupt__"]
    [action] = interrupt["value"]["action_requests"]
    assert (action["name"], action["args"], paused["status"]) == ("publish", TEXT, "pending")
    assert (await client.threads.get(thread))["status"] == "interrupted"

    resume = {"resume": {"decisions": [decision]}}
    values: Any = await client.runs.wait(thread, "approval", command=resume)
    assert values["status"] == status
    if text is None:
        assert values["publication"] is None
    else:
        file = shared_server.folder / values["publication"]["location"]
        assert text in file.read_text()


async def test_it_can_be_stopped_before_publishing(
    shared_server: DevServer, provider: Provider
) -> None:
    client, thread = shared_server.client, await new_thread(shared_server.client)
    provider.reply(Reply(json=TEXT))
    await client.runs.wait(thread, "approval", input=user("We moved"))
    await client.runs.wait(thread, "approval", command=APPROVE, interrupt_before=["publish"])
    state = await client.threads.get_state(thread)
    assert state["next"] == ["publish"]
    assert state["values"]["publication"] is None
    values: Any = await client.runs.wait(thread, "approval", input=None)
    assert values["status"] == "published"

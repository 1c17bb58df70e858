"""advisor through the SDK, on a real server with a scripted model behind it."""

from typing import Any

from tests.provider import Provider, Reply
from tests.server.conversation import user
from tests.server.dev_server import DevServer


async def test_it_says_which_framework(shared_server: DevServer, provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}))
    values: Any = await shared_server.client.runs.wait(
        None, "advisor", input=user("A code generator with testing")
    )
    assert values["framework"] == "LangGraph"
    assert values["needs"]["loops"] is True
    assert values["reason"].startswith("It needs")
    assert values["messages"][-1]["type"] == "ai"

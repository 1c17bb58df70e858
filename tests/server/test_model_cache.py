"""A served graph gives an answer again, to its own user only."""

from collections.abc import Callable

from tests.provider import Provider, Reply
from tests.server.conversation import needs, user
from tests.server.dev_server import DevServer
from tests.server.people import ANN, BOB, client_as, settings

pytestmark = needs("advisor")


async def test_advice_is_given_again_to_its_own_user(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    server = start_server(**(settings(provider) | {"MODEL_CACHE_SECONDS": "300"}))
    provider.reply(Reply(json={"needs": ["loops"]}), Reply(json={"needs": []}))

    async def framework(identity: str) -> str:
        runs = client_as(server, identity).runs
        state = await runs.wait(None, "advisor", input=user("A workflow for the same words"))
        return str(state["framework"])

    frameworks = [await framework(identity) for identity in (ANN, BOB, ANN, BOB)]
    assert frameworks == ["LangGraph", "LangChain (LCEL)"] * 2
    assert len(provider.requests) == 2


async def test_on_one_thread_each_answer_follows_its_question(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    server = start_server(MODEL_CACHE_SECONDS="300")
    thread = await server.client.threads.create()
    for _ in range(2):
        state = await server.client.runs.wait(
            thread["thread_id"], "advisor", input=user("A workflow")
        )
    assert [message["type"] for message in state["messages"]] == ["human", "ai"] * 2
    assert len(provider.requests) == 1

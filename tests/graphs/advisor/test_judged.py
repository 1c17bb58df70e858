"""Advice is kept for its user, its model and its words, in a graph with and without threads."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver

from graphs.advisor.graph import builder, graph
from graphs.advisor.judged import key
from parley.models.cache.kept import empty_all
from parley.models.cache.nodes import NodeCache
from parley.models.errors import ModelError
from parley.settings import settings
from tests.provider import Provider, Reply


@pytest.fixture(autouse=True)
async def _caches_on(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setenv("MODEL_CACHE_SECONDS", "300")
    settings.cache_clear()
    await empty_all()
    yield
    await empty_all()


async def ask(text: str, user: str = "ann", served: Any = graph, **context: str) -> dict[str, Any]:
    configurable = {"langgraph_auth_user_id": user, "thread_id": user}
    messages = {"messages": [("user", text)]}
    state: dict[str, Any] = await served.ainvoke(
        messages, {"configurable": configurable}, context=context
    )
    return state


def same(a: str, b: str) -> bool:
    return key(HumanMessage(a, id="1"), None, "ann") == key(HumanMessage(b, id="2"), None, "ann")


async def test_the_same_use_case_is_judged_once(provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}))
    first, second = await ask("Fix code until it runs"), await ask("fix code  until it runs.")
    assert first["needs"] == second["needs"]
    assert second["messages"][-1].text.startswith("**LangGraph**")
    assert len(provider.requests) == 1


async def test_what_means_the_same_is_judged_once(provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["human_approval"]}))
    await ask("A lawyer approves each contract before it's signed")
    again = await ask("An attorney approves every contract before it is signed")
    assert again["needs"]["human_approval"]
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ship order 123 after a check", "Ship order 124 after a check"),
        ("Publish posts with human approval", "Publish posts without human approval"),
        ("The system can act alone", "The system can't act alone"),
    ],
)
async def test_a_near_miss_is_judged_anew(one: str, other: str, provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}), Reply(json={"needs": []}))
    assert (await ask(one))["framework"] == "LangGraph"
    assert (await ask(other))["framework"] == "LangChain (LCEL)"


async def test_the_same_meaning_of_another_user_is_judged_anew(provider: Provider) -> None:
    await ask("Describe a picture", "ann")
    await ask("Describe an image", "bob")
    assert len(provider.requests) == 2


async def test_another_user_gets_none_of_it(provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}), Reply(json={"needs": []}))
    users = ["ann", "bob", "ann", "bob"]
    frameworks = [(await ask("A workflow", user))["framework"] for user in users]
    assert frameworks == ["LangGraph", "LangChain (LCEL)"] * 2


async def test_another_model_is_asked(provider: Provider) -> None:
    await ask("A workflow")
    await ask("A workflow", model="openai:other")
    assert [request["model"] for request in provider.requests] == ["scripted", "other"]


async def test_on_one_thread_each_answer_follows_its_question(provider: Provider) -> None:
    threads = builder.compile(checkpointer=InMemorySaver(), cache=NodeCache())
    for _ in range(2):
        state = await ask("A workflow", served=threads)
    assert [message.type for message in state["messages"]] == ["human", "ai", "human", "ai"]
    assert len(provider.requests) == 1


async def test_a_failure_is_not_kept(provider: Provider) -> None:
    provider.reply(Reply(status=401), Reply(json={"needs": ["loops"]}))
    with pytest.raises(ModelError):
        await ask("A workflow")
    assert (await ask("A workflow"))["framework"] == "LangGraph"


def test_an_unknown_user_shares_with_nobody() -> None:
    assert key(HumanMessage("Hi"), None, None) != key(HumanMessage("Hi"), None, None)


@pytest.mark.parametrize("other", ["a chat bot", "A  chat\nbot", "A chat bot.", " A Chat Bot "])
def test_how_it_is_typed_makes_no_difference(other: str) -> None:
    assert same("A chat bot", other)

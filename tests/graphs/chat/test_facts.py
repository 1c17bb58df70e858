"""Long-term memory through the graph: across threads, restarts, users, and faults."""

from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore

from graphs.chat.context import Context
from graphs.chat.graph import builder
from parley.settings import settings
from tests.provider import JSON, Provider, Reply


class Broken(InMemoryStore):
    """A store whose disk is full."""

    async def abatch(self, ops: Any) -> Any:
        raise OSError("disk full")


def asks_for_facts(request: JSON) -> bool:
    return "numbers" in str(request.get("response_format"))


class Talk:
    """A user who talks on several threads."""

    def __init__(self, provider: Provider, store: BaseStore, user: str | None = None) -> None:
        self.provider = provider
        self.chat = builder.compile(checkpointer=InMemorySaver(), store=store)
        self.user = user

    async def says(self, text: str, thread: str = "1", context: Context | None = None) -> str:
        """Return what the model saw."""
        config: RunnableConfig = {"configurable": {"thread_id": thread}}
        if self.user:
            config["configurable"]["langgraph_auth_user_id"] = self.user
        said = {"messages": [{"role": "user", "content": text}]}
        state = await self.chat.ainvoke(said, config, context=context)
        assert state["messages"][-1].text
        asked = [r for r in self.provider.requests if not asks_for_facts(r)]
        return "\n".join(str(m["content"]) for m in asked[-1]["messages"])


@pytest.fixture
def store(provider: Provider) -> InMemoryStore:
    provider.answer = lambda r: Reply(json={"numbers": []}) if asks_for_facts(r) else Reply("Fine.")
    return InMemoryStore()


async def test_a_fact_of_one_thread_is_known_in_another(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("Hi! I am allergic to peanuts. Can you help me?", "1")
    assert "I am allergic to peanuts." in await talk.says("What may I cook?", "2")


async def test_a_restart_forgets_nothing(provider: Provider, store: InMemoryStore) -> None:
    await Talk(provider, store).says("My name is Ada.")
    assert "My name is Ada." in await Talk(provider, store).says("Who am I?", "2")


async def test_no_user_sees_anothers_facts(provider: Provider, store: InMemoryStore) -> None:
    await Talk(provider, store, "ann").says("My name is Ann.")
    assert "Ann" not in await Talk(provider, store, "bob").says("Who am I?")
    await Talk(provider, store, "bob").says("Forget everything about me.", "2")
    assert "Ann" in await Talk(provider, store, "ann").says("Who am I?", "3")


async def test_with_log_in_and_no_user_nothing_is_kept(
    provider: Provider, store: InMemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTH_API_KEYS", '{"' + "a" * 64 + '": {"user": "ann"}}')
    settings.cache_clear()
    await Talk(provider, store).says("My name is Ada.")
    assert store.search(()) == []


async def test_a_new_fact_replaces_the_one_it_contradicts(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I live in Ghent.", "1")
    await talk.says("I moved to Bruges.", "2")
    seen = await talk.says("Where do I live?", "3")
    assert "Bruges" in seen
    assert "Ghent" not in seen


async def test_a_model_says_which_of_near_facts_no_longer_holds(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I play tennis on Mondays.", "1")
    provider.answer = lambda r: (
        Reply(json={"numbers": [1]}) if asks_for_facts(r) else Reply("Fine.")
    )
    await talk.says("I don't play tennis any more.", "2")
    assert "Mondays" not in await talk.says("What do I play?", "3")


async def test_the_model_is_asked_rarely(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    for n in range(30):
        await talk.says(f"I like the music of the year {1900 + n}.")
    assert 1 <= sum(map(asks_for_facts, provider.requests)) <= 30 * 0.1
    assert len(store.search(("facts",), limit=100)) == 30


async def test_a_failing_model_keeps_both(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says("I like coffee.", "1")
    provider.answer = lambda r: Reply(status=400) if asks_for_facts(r) else Reply("Fine.")
    await talk.says("I like strong coffee.", "2")
    assert len(store.search(("facts",))) == 2


async def test_a_store_that_fails_costs_no_answer(provider: Provider) -> None:
    talk = Talk(provider, Broken())
    await talk.says("My name is Ada.")
    assert "can't be changed right now" in await talk.says("Forget my name.")


async def test_many_facts_are_recalled_by_meaning(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says(" ".join(f"I like the song number {n}." for n in range(40)))
    await talk.says("I am allergic to peanuts.")
    seen = await talk.says("Do I have a food allergy?", "2")
    assert "peanuts" in seen
    assert seen.count("song number") < 12
    assert (await talk.says("What do you know about me?", "3")).count("song number") == 40


async def test_another_embedder_makes_all_vectors_anew(
    provider: Provider, store: InMemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Talk(provider, store).says("My name is Ada.")
    monkeypatch.setenv("PARLEY_EMBEDDING_MODEL", "openai:another")
    settings.cache_clear()
    assert "Ada" in await Talk(provider, store).says("Who am I?", "2")
    [kept] = store.search(("facts",))
    assert kept.value["embedder"] == "another"
    assert "My name is Ada." in provider.embedded


async def test_what_is_forgotten_is_shown_nowhere(provider: Provider, store: InMemoryStore) -> None:
    provider.answer = lambda r: Reply("You live in Ghent. Fine.")
    talk = Talk(provider, store)
    await talk.says("I live in Ghent. I have a cat.")
    provider.answer = lambda r: Reply("Fine.")
    assert "just removed" in await talk.says("Forget where I live.")
    seen = await talk.says("Where do I live?")
    assert "Ghent" not in seen
    assert "cat" in seen
    assert "Ghent" not in await talk.says("Where do I live?", "2")
    assert [item.value["text"] for item in store.search(("facts",))] == ["I have a cat."]


async def test_what_is_said_again_is_known_again(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says("I live in Ghent.")
    await talk.says("Forget where I live.")
    await talk.says("I live in Ghent.")
    assert "I live in Ghent" in await talk.says("Where do I live?")


async def test_a_fact_of_another_branch_is_not_recalled_in_its_thread(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("Hello there!")
    thread: RunnableConfig = {"configurable": {"thread_id": "1"}}
    before = (await talk.chat.aget_state(thread)).config
    await talk.says("My dog is called Rex.")
    again = {"messages": [{"role": "user", "content": "What do you know about me?"}]}
    await talk.chat.ainvoke(again, before)
    assert "Rex" not in str(provider.requests[-1]["messages"])
    assert "Rex" in await talk.says("Who is my dog?", "2")


async def test_an_assistant_may_do_without(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Ada.", context=Context(long_term=False))
    assert store.search(()) == []

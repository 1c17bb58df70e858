"""Long-term memory through the graph: across threads, restarts, users, and faults."""

import asyncio
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.store.base import PutOp
from langgraph.store.memory import InMemoryStore

from graphs.chat import remember as remembering
from graphs.chat.context import Context
from parley.settings import settings
from tests.graphs.chat.talk import Talk, asks_for_facts
from tests.provider import Provider, Reply


class Broken(InMemoryStore):
    """A store whose disk is full."""

    async def abatch(self, ops: Any) -> Any:
        raise OSError("disk full")


class Hanging(InMemoryStore):
    """A store that never ends a write."""

    async def abatch(self, ops: Any) -> Any:
        if any(isinstance(op, PutOp) for op in ops):
            await asyncio.Event().wait()
        return await super().abatch(ops)


async def test_a_fact_of_one_thread_is_known_in_another(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("Hi! I am allergic to peanuts. Can you help me?", "1")
    assert "I am allergic to peanuts." in await talk.says("What may I cook?", "2")


async def test_a_restart_forgets_nothing(provider: Provider, store: InMemoryStore) -> None:
    await Talk(provider, store).says("My name is Ada.")
    assert "Your name is Ada." in await Talk(provider, store).says("Who am I?", "2")


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


async def test_only_the_part_that_is_contradicted_goes(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I live in Ghent and I keep bees.", "1")
    await talk.says("I've just moved to Bruges.", "1")
    await talk.says("I no longer keep bees, but my sister has bees.", "2")
    known = await talk.says("What do you know about me?", "3")
    assert known.count("- ") == 3
    assert "Bruges" in known
    assert "You keep bees" not in known


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


async def test_a_store_that_hangs_on_a_write_costs_no_answer(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_SECONDS", 0.5)
    talk = Talk(provider, Hanging())
    assert "Say yes." in await talk.says("My name is Ada. Say yes.")
    assert "Say no." in await talk.says("Say no.")


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


async def test_a_fact_of_another_branch_is_not_recalled_in_its_thread(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("Hello there!")
    thread: RunnableConfig = {"configurable": {"thread_id": "1"}}
    before = (await talk.chat.aget_state(thread)).config
    await talk.says("My dog is called Rex.")
    for asked in ("What do you know about me?", "Who is my dog?"):
        again = {"messages": [{"role": "user", "content": asked}]}
        state = await talk.chat.ainvoke(again, before)
        assert "Rex" not in str(provider.requests[-1]["messages"])
        assert "Rex" not in state["messages"][-1].text
    assert "Rex" in await talk.says("Who is my dog?", "2")


async def test_what_another_branch_replaced_holds_on_this_one(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I live in Ghent.", "2")
    await talk.says("Hello there!")
    thread: RunnableConfig = {"configurable": {"thread_id": "1"}}
    before = (await talk.chat.aget_state(thread)).config

    async def known(config: RunnableConfig) -> str:
        again = {"messages": [{"role": "user", "content": "What do you know about me?"}]}
        return str((await talk.chat.ainvoke(again, config))["messages"][-1].text)

    await talk.says("I moved to Bruges.")
    assert "Ghent" not in await known(thread)
    assert "Bruges" not in (told := await known(before))
    assert "Ghent" in told
    edited = {"messages": [{"role": "user", "content": "I moved to Oslo."}]}
    await talk.chat.ainvoke(edited, before)
    assert (await known(thread)).count("- ") == 1
    assert "Oslo" in await known(thread)
    assert (await talk.answer("Forget where I live.", "3")) == "Done: I have forgotten that."
    assert "Ghent" not in await known(before)


async def test_an_assistant_may_do_without(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Ada.", context=Context(long_term=False))
    assert store.search(()) == []

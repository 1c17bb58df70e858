"""Long-term memory through the graph: across threads, restarts, users, and faults."""

import asyncio
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.base import BaseStore, PutOp
from langgraph.store.memory import InMemoryStore

from graphs.chat import remember as remembering
from graphs.chat.context import Context
from graphs.chat.facts import receipts
from graphs.chat.graph import builder
from parley.settings import settings
from tests.provider import JSON, Provider, Reply


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


def asks_for_facts(request: JSON) -> bool:
    return "numbers" in str(request.get("response_format"))


class Talk:
    """A user who talks on several threads."""

    def __init__(self, provider: Provider, store: BaseStore, user: str | None = None) -> None:
        self.provider = provider
        self.chat = builder.compile(checkpointer=InMemorySaver(), store=store)
        self.user = user

    async def says(self, text: str, thread: str = "1", context: Context | None = None) -> str:
        """Return what the model saw of it, if it was asked, and the answer."""
        config: RunnableConfig = {"configurable": {"thread_id": thread}}
        if self.user:
            config["configurable"]["langgraph_auth_user_id"] = self.user
        said = {"messages": [{"role": "user", "content": text}]}
        before = len(self.provider.requests)
        state = await self.chat.ainvoke(said, config, context=context)
        asked = [r for r in self.provider.requests[before:] if not asks_for_facts(r)]
        seen = [str(m["content"]) for m in asked[-1]["messages"]] if asked else []
        return "\n".join([*seen, state["messages"][-1].text])

    async def answer(self, text: str, thread: str = "1") -> str:
        """Return the answer."""
        return (await self.says(text, thread)).rpartition("\n")[2]


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


async def test_what_is_forgotten_is_shown_nowhere(provider: Provider, store: InMemoryStore) -> None:
    provider.answer = lambda r: Reply("You live in Ghent. Fine.")
    talk = Talk(provider, store)
    await talk.says("I live in Ghent. I have a cat.")
    provider.answer = lambda r: Reply("Fine.")
    assert await talk.says("Forget where I live.") == "Done: I have forgotten that."
    seen = await talk.says("Where do I live?")
    assert "Ghent" not in seen
    assert "cat" in seen
    assert "Ghent" not in await talk.says("Where do I live?", "2")
    assert [item.value["text"] for item in store.search(("facts",)) if "text" in item.value] == [
        "I have a cat."
    ]
    assert "Ghent" not in str([item.value for item in store.search(("facts",))])


async def test_what_is_forgotten_is_hidden_in_the_users_other_threads_too(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    provider.answer = lambda r: Reply("Since you are allergic to peanuts, no satay.")
    await talk.says("I am allergic to peanuts. What may I cook?", "1")
    provider.answer = lambda r: Reply("Fine.")
    await talk.says("Forget that I am allergic to peanuts.", "2")
    seen = await talk.says("May I eat everything?", "1")
    assert "peanuts" not in seen
    assert "What may I cook?" in seen
    await talk.says("I am allergic to peanuts.", "3")
    assert "I am allergic to peanuts." in await talk.says("What may I cook?", "1")


async def test_a_forgotten_town_is_hidden_where_only_the_model_spoke_of_it(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I moved to Ghent last year.", "1")
    provider.answer = lambda r: Reply("See the castle of Ghent. It opens at ten.")
    await talk.says("What is there to see near my home?", "2")
    provider.answer = lambda r: Reply("Fine.")
    await talk.says("Forget where I live.", "3")
    seen = await talk.says("Where do I live?", "2")
    assert "Ghent" not in seen
    assert "It opens at ten." in seen


async def test_a_question_about_oneself_comes_with_what_nobody_told(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    told = "If nothing above tells the answer"
    await talk.says("I live in Ghent. I have a cat.")
    assert told not in await talk.says("Where do I live?")
    assert told in await talk.says("What is my job?")
    await talk.says("Forget where I live.")
    assert told in await talk.says("Where do I live?")
    assert told in await talk.says("Where do I live?", "2")


async def test_the_wish_to_forget_does_not_say_it_either(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I am allergic to peanuts.", "2")
    await talk.says("Please forget about my peanut allergy. Tell me a joke.")
    seen = await talk.says("May I eat everything?")
    assert "peanut" not in seen
    assert "Tell me a joke." in seen


async def test_what_a_thread_alone_says_is_forgotten_there(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("The doctor found a peanut allergy in me.")
    assert "Done" in await talk.says("Forget that the doctor found a peanut allergy.")
    assert "peanut" not in await talk.says("What may I cook?")


async def test_a_forgotten_name_is_hidden_in_what_the_model_said(
    provider: Provider, store: InMemoryStore
) -> None:
    provider.answer = lambda r: Reply("Nice to meet you, Ada!")
    talk = Talk(provider, store)
    await talk.says("My name is Ada.")
    provider.answer = lambda r: Reply("Fine.")
    await talk.says("Forget my name.")
    assert "Ada" not in await talk.says("Say it?")


async def test_what_is_forgotten_is_not_learned_again_from_the_thread(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    context = Context(memory="summary", window_tokens=200)
    await talk.says("I am allergic to peanuts.", context=context)
    await talk.says("Forget that I am allergic to peanuts.", context=context)
    for n in range(14):
        await talk.says(f"Tell me about the number {n}, please. {'Word ' * 12}", context=context)
    assert "peanuts" not in await talk.says("What may I cook?", context=context)
    assert not any("peanuts" in str(r) for r in provider.requests[1:])
    assert await talk.answer("What do you know about me?", "2") == receipts.NOTHING


async def test_the_memory_itself_tells_what_it_holds(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Ada and I keep my bees in Ghent.")
    asked = len(provider.requests)
    told = await talk.says("What do you know about me?", "2")
    assert "- Your name is Ada.\n- You keep your bees in Ghent.\n" in told
    assert len(provider.requests) == asked


async def test_of_a_new_user_it_says_that_it_knows_nothing(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    assert await talk.says("Who am I?") == receipts.NOTHING
    assert provider.requests == []
    # Later in a thread, its messages may tell something.
    assert "Nothing is known about the user but" in await talk.says("Who am I?")


async def test_what_else_a_message_asks_is_answered_beside_the_receipt(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("I live in Ghent. I have a cat.")
    seen = await talk.says("Forget where I live. I work as a nurse. What is the sea?", "2")
    assert seen.endswith("Fine.\n\nDone: I have forgotten that.")
    assert "I work as a nurse. What is the sea?\n" in seen
    assert "I have a cat." in seen
    assert "Forget" not in seen
    known = await talk.says("What do you know about me?", "3")
    assert "Ghent" not in known
    assert "You work as a nurse." in known


async def test_several_wishes_are_done_at_once(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Ada. I live in Ghent. I have a cat.")
    assert "2 things" in await talk.says("Forget where I live. Please forget my name too.")
    left = await talk.says("What do you know about me?", "3")
    assert "cat" in left
    assert "Ada" not in left
    assert "Ghent" not in left


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


async def test_to_forget_where_one_lives_means_the_newest_home_and_those_before(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Tomas. I live in Uppsala and I keep goats.")
    await talk.says("I've just moved to Malmo.")
    assert await talk.says("Forget where I live.", "2") == "Done: I have forgotten that."
    kept = [item.value.get("text") for item in store.search(("facts",))]
    assert sorted(filter(None, kept)) == ["I keep goats.", "My name is Tomas."]


async def test_an_assistant_may_do_without(provider: Provider, store: InMemoryStore) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Ada.", context=Context(long_term=False))
    assert store.search(()) == []

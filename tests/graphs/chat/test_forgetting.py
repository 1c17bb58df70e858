"""Long-term memory through the graph: what is forgotten, and what it tells of itself."""

from langgraph.store.memory import InMemoryStore

from graphs.chat.context import Context
from graphs.chat.facts import receipts
from tests.graphs.chat.talk import Talk
from tests.provider import Provider, Reply


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


async def test_to_forget_where_one_lives_means_the_newest_home_and_those_before(
    provider: Provider, store: InMemoryStore
) -> None:
    talk = Talk(provider, store)
    await talk.says("My name is Tomas. I live in Uppsala and I keep goats.")
    await talk.says("I've just moved to Malmo.")
    assert await talk.says("Forget where I live.", "2") == "Done: I have forgotten that."
    kept = [item.value.get("text") for item in store.search(("facts",))]
    assert sorted(filter(None, kept)) == ["I keep goats.", "My name is Tomas."]

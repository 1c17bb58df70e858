"""Summary memory through the graph, over many turns, forks and faults."""

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from graphs.chat import prompts
from graphs.chat import remember as remembering
from graphs.chat.context import Context
from graphs.chat.graph import builder
from parley.server import persistence
from parley.settings import PROJECT, settings
from tests.provider import JSON, Provider, Reply

THREAD: RunnableConfig = {"configurable": {"thread_id": "1"}}
SUMMARY = Context(memory="summary", window_tokens=400)
FACTS = {
    2: "My name is Ada Lovelace.",
    7: "My locker has the number 4417.",
    11: "The launch is on 12 March.",
    15: "We decided to paint it green.",
}


def said(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


def is_fold(request: JSON) -> bool:
    return bool(request["messages"][0]["content"] == prompts.FOLD)


def folds(provider: Provider) -> list[JSON]:
    return [request for request in provider.requests if is_fold(request)]


def forgetful(request: JSON) -> Reply:
    """A model whose summaries hold nothing."""
    return Reply(text="They talked." if is_fold(request) else "I see. " + "word " * 20)


async def talk(provider: Provider, turns: int, facts: dict[int, str] | None = None) -> Any:
    provider.answer = forgetful
    chat = builder.compile(checkpointer=InMemorySaver())
    for n in range(turns):
        await chat.ainvoke(
            said((facts or {}).get(n, f"Tell me something about the sea, please ({n})?")),
            THREAD,
            context=SUMMARY,
        )
    return chat


async def test_facts_of_early_turns_reach_the_model_after_100_turns(provider: Provider) -> None:
    chat = await talk(provider, 116, FACTS)
    await chat.ainvoke(said("What do you remember?"), THREAD, context=SUMMARY)
    seen = str(provider.requests[-1]["messages"])
    assert all(fact in seen for fact in FACTS.values())
    assert len(seen) < 8000


async def test_it_takes_few_calls(provider: Provider) -> None:
    await talk(provider, 30)
    assert 0 < len(folds(provider)) / 30 < 0.2


async def test_all_messages_stay_on_the_thread(provider: Provider) -> None:
    chat = await talk(provider, 12)
    assert len((await chat.aget_state(THREAD)).values["messages"]) == 24


async def test_a_summary_is_made_from_the_one_before(provider: Provider) -> None:
    await talk(provider, 25)
    assert "They talked." in folds(provider)[1]["messages"][1]["content"]


@pytest.mark.parametrize("fault", [Reply(status=400, text="no"), Reply(text="")])
async def test_a_failed_summary_costs_no_answer(provider: Provider, fault: Reply) -> None:
    chat = builder.compile(checkpointer=InMemorySaver())
    provider.answer = lambda r: fault if is_fold(r) else Reply(text="Fine. " + "word " * 30)
    for n in range(20):
        state = await chat.ainvoke(said(f"Question {n} of mine?"), THREAD, context=SUMMARY)
        assert state["messages"][-1].text.startswith("Fine.")
    assert folds(provider)


async def test_a_summary_that_hangs_is_given_up_and_made_later(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_SECONDS", 3)
    began = when_summarizing(provider)
    chat = builder.compile(checkpointer=InMemorySaver())
    state: Any = {}
    while not state.get("summary"):
        state = await chat.ainvoke(
            said("Tell me something about the sea."), THREAD, context=SUMMARY
        )
        assert state["messages"][-1].text
        if began.is_set():
            provider.answer = forgetful
    assert began.is_set()


def when_summarizing(provider: Provider) -> threading.Event:
    """Have summaries hang, and return what tells that one was asked for."""
    began = threading.Event()

    def answer(request: JSON) -> Reply:
        if not is_fold(request):
            return Reply(text="Fine. " + "word " * 30)
        began.set()
        return Reply(hangs=True)

    provider.answer = answer
    return began


async def talk_on(chat: Any) -> None:
    """Take turns until somebody ends it."""
    while True:
        await chat.ainvoke(said("Tell me something about the sea."), THREAD, context=SUMMARY)


async def test_a_run_that_is_cancelled_in_its_summary_keeps_its_answer(provider: Provider) -> None:
    began = when_summarizing(provider)
    chat = builder.compile(checkpointer=InMemorySaver())
    run = asyncio.create_task(talk_on(chat))
    await asyncio.to_thread(began.wait)
    run.cancel()
    await asyncio.wait([run])
    before = (await chat.aget_state(THREAD)).values["messages"]
    assert before[-1].text.startswith("Fine.")
    provider.answer = forgetful
    state = await chat.ainvoke(said("And now?"), THREAD, context=SUMMARY)
    assert len(state["messages"]) == len(before) + 2
    assert (await chat.aget_state(THREAD)).values["summary"]["text"] == "They talked."


_UNTIL_KILLED = """
import asyncio
from graphs.chat.graph import builder
from parley.server import persistence
from tests.graphs.chat.test_summary import talk_on

async def main():
    async with persistence.checkpointer() as saver:
        await talk_on(builder.compile(checkpointer=saver))

asyncio.run(main())
"""


async def test_a_kill_in_the_middle_of_a_summary_loses_no_answer(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = when_summarizing(provider)
    monkeypatch.setenv("PARLEY_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    async with persistence.checkpointer() as saver:
        chat = builder.compile(checkpointer=saver)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _UNTIL_KILLED, cwd=PROJECT, env=os.environ | {"PYTHONPATH": "."}
        )
        await asyncio.to_thread(began.wait)
        # Steps are written beside the next one: the answer's too, a moment later.
        while (state := await chat.aget_state(THREAD)).next != ("remember",):
            await asyncio.sleep(0.05)
        before = state.values["messages"]
        process.send_signal(signal.SIGKILL)
        await process.wait()
        assert before[-1].text.startswith("Fine.")
        provider.answer = forgetful
        after = (await chat.ainvoke(said("And now?"), THREAD, context=SUMMARY))["messages"]
        assert after[: len(before)] == before
        assert len(after) == len(before) + 2


async def test_a_regenerated_answer_takes_the_place_of_the_first(provider: Provider) -> None:
    chat = await talk(provider, 25, {1: "My dog is called Rex."})
    before = await chat.aget_state(THREAD)
    asked = [s async for s in chat.aget_state_history(THREAD) if s.next == ("respond",)]
    provider.answer = lambda _: Reply("Another.")
    state = await chat.ainvoke(None, asked[0].config, context=SUMMARY)
    assert [m.text for m in state["messages"]] == [
        *(m.text for m in before.values["messages"][:-1]),
        "Another.",
    ]
    assert "Rex" in str(provider.requests[-1]["messages"])


async def test_the_tokens_of_a_summary_reach_no_user(provider: Provider) -> None:
    chat = await talk(provider, 5)
    streamed = ""
    for n in range(15):
        stream = chat.astream(
            said(f"Question {n}?"), THREAD, context=SUMMARY, stream_mode="messages"
        )
        streamed += "".join([chunk.text async for chunk, _ in stream])
    assert folds(provider)
    assert "They talked." not in streamed


async def test_a_fork_before_the_summary_sees_none_of_it(provider: Provider) -> None:
    chat = await talk(provider, 25, {1: "My dog is called Rex."})
    early = [s async for s in chat.aget_state_history(THREAD) if len(s.values["messages"]) == 2]
    await chat.ainvoke(said("Who is my dog?"), early[0].config, context=SUMMARY)
    seen = str(provider.requests[-1]["messages"])
    assert "They talked." not in seen
    assert "Rex" not in seen


async def test_an_edited_message_takes_its_summary_along(provider: Provider) -> None:
    chat = await talk(provider, 25, {1: "My dog is called Rex."})
    state = await chat.aget_state(THREAD)
    assert "Rex" in str(state.values["summary"])
    edited = state.values["messages"][2].model_copy(update={"content": "My dog is called Max."})
    await chat.aupdate_state(THREAD, {"messages": [edited]}, as_node="respond")
    await chat.ainvoke(said("Who is my dog?"), THREAD, context=SUMMARY)
    answered = [r for r in provider.requests if not is_fold(r)][-1]
    assert "Rex" not in str(answered)
    assert "Max" in str((await chat.aget_state(THREAD)).values["summary"])


async def test_the_memory_may_change_between_two_turns(provider: Provider) -> None:
    chat = await talk(provider, 30, {1: "My dog is called Rex."})
    lengths = {}
    for memory in ("buffer", "window", "summary", "buffer"):
        context = Context(memory=memory, window_tokens=400)
        await chat.ainvoke(said("And now?"), THREAD, context=context)
        answered = [r for r in provider.requests if not is_fold(r)][-1]
        lengths[memory] = len(answered["messages"])
        assert ("Rex" in str(answered)) == (memory != "window")
    assert lengths["buffer"] > 60 > lengths["window"]
    assert lengths["summary"] < 30

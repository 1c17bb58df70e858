"""To take back a run leaves the thread as it was before, and whole."""

import uuid
from typing import Annotated, Any, TypedDict

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph

from parley.messages import Messages
from parley.server.identity import User, caller
from parley.server.ownership import Saver, SqliteSaver

_WRITES = "SELECT 1 FROM {} WHERE thread_id = {}"


class State(TypedDict):
    messages: Messages
    turns: Annotated[int, lambda old, new: old + new]


async def _answer(state: State) -> dict[str, Any]:
    return {"messages": [("ai", "yes")], "turns": 1}


class Thread:
    """A thread of ann's, each turn a run of its own."""

    def __init__(self, saver: Saver) -> None:
        self.saver = saver
        self.graph = (
            StateGraph(State)
            .add_node("answer", _answer)
            .add_edge(START, "answer")
            .compile(checkpointer=saver)
        )
        self.id = str(uuid.uuid4())

    async def run(self) -> str:
        run_id = str(uuid.uuid4())
        config: RunnableConfig = {
            "configurable": {"thread_id": self.id, "langgraph_auth_user_id": "ann"},
            "metadata": {"run_id": run_id},
        }
        await self.graph.ainvoke({"messages": [("user", run_id)], "turns": 0}, config)
        return run_id

    async def writes(self) -> int:
        """How many rows of what its steps wrote are stored."""
        if isinstance(self.saver, SqliteSaver):
            return len(await self.saver.rows(_WRITES.format("writes", "?"), self.id))
        async with self.saver.pool.connection() as connection:
            query: Any = _WRITES.format("checkpoint_writes", "%s")
            return len(await (await connection.execute(query, (self.id,))).fetchall())

    async def texts(self) -> list[str]:
        state = await self.graph.aget_state({"configurable": {"thread_id": self.id}})
        return [message.text for message in state.values.get("messages", [])]


@pytest.fixture
async def thread(saver: Saver) -> Thread:
    return Thread(saver)


async def test_the_newest_run_is_taken_back(thread: Thread) -> None:
    first, second = await thread.run(), await thread.run()
    await thread.saver.adelete_for_runs([second])
    assert await thread.texts() == [first, "yes"]


async def test_the_only_run_is_taken_back(thread: Thread) -> None:
    await thread.saver.adelete_for_runs([await thread.run()])
    assert await thread.texts() == []


async def test_the_thread_goes_on_after_it(thread: Thread) -> None:
    first, second = await thread.run(), await thread.run()
    await thread.saver.adelete_for_runs([second])
    third = await thread.run()
    assert await thread.texts() == [first, "yes", third, "yes"]


async def test_several_runs_leave_nothing_behind(thread: Thread) -> None:
    first, second = await thread.run(), await thread.run()
    assert await thread.writes() > 0
    await thread.saver.adelete_for_runs([second, first])
    assert (await thread.texts(), await thread.writes()) == ([], 0)


async def test_a_run_that_others_stand_on_stays(thread: Thread) -> None:
    first, second = await thread.run(), await thread.run()
    await thread.saver.adelete_for_runs([first])
    assert await thread.texts() == [first, "yes", second, "yes"]


async def test_nobody_takes_back_another_s_run(thread: Thread) -> None:
    first = await thread.run()
    token = caller.set(User("bob"))
    try:
        await thread.saver.adelete_for_runs([first])
    finally:
        caller.reset(token)
    assert await thread.texts() == [first, "yes"]


async def test_the_owner_takes_back_their_own(thread: Thread) -> None:
    first = await thread.run()
    token = caller.set(User("ann"))
    try:
        await thread.saver.adelete_for_runs([first])
    finally:
        caller.reset(token)
    assert await thread.texts() == []


async def test_another_thread_keeps_its_own(thread: Thread, saver: Saver) -> None:
    other = Thread(saver)
    kept = await other.run()
    await saver.adelete_for_runs([await thread.run()])
    assert await other.texts() == [kept, "yes"]

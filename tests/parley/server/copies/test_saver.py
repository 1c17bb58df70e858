"""A thread reads the same whatever of it is stored as blocks, and nothing is stored twice."""

import uuid
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.graph.message import _messages_delta_reducer

from parley.messages import MessagesChannel, Named
from parley.server.copies import saver as copies
from parley.server.ownership import Saver, SqliteSaver
from parley.storage.errors import StorageError

_BLOCKS_SQLITE = "SELECT 1 FROM writes WHERE thread_id = ? AND checkpoint_id LIKE 'block %'"
_BLOCKS_POSTGRES = """
    SELECT 1 FROM checkpoint_blobs WHERE thread_id = %s AND version LIKE 'block %%'
"""


class State(TypedDict):
    # A copy at every second update.
    messages: Annotated[
        list[AnyMessage], MessagesChannel(_messages_delta_reducer, snapshot_frequency=2)
    ]


async def _nothing(_: State) -> dict[str, Any]:
    return {}


class Thread:
    """A thread, written message by message."""

    def __init__(self, saver: Saver) -> None:
        self.saver = saver
        self.graph = (
            StateGraph(State)
            .add_node("nothing", _nothing)
            .add_edge(START, "nothing")
            .compile(checkpointer=saver)
        )
        self.id = str(uuid.uuid4())
        self.newest: RunnableConfig = {"configurable": {"thread_id": self.id}}

    async def write(
        self, *messages: AnyMessage, at: RunnableConfig | None = None
    ) -> RunnableConfig:
        """Write at the newest step or at another one, and return the new step."""
        update = {"messages": list(messages)}
        return await self.graph.aupdate_state(at or self.newest, update, as_node="nothing")

    async def read(self, at: RunnableConfig | None = None) -> list[tuple[str | None, str]]:
        state = await self.graph.aget_state(at or self.newest)
        return [(m.id, m.text) for m in state.values.get("messages", [])]

    async def blocks(self) -> int:
        """Return how many blocks are stored of it."""
        if isinstance(self.saver, SqliteSaver):
            return len(await self.saver.rows(_BLOCKS_SQLITE, self.id))
        async with self.saver.pool.connection() as connection:
            return len(await (await connection.execute(_BLOCKS_POSTGRES, (self.id,))).fetchall())


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three messages."""
    monkeypatch.setattr(copies, "BLOCK", 3)


@pytest.fixture
async def thread(saver: Saver) -> Thread:
    return Thread(saver)


def said(*numbers: int) -> list[AnyMessage]:
    return [HumanMessage(f"{number}", id=f"{number}") for number in numbers]


ids = st.sampled_from([f"{number}" for number in range(12)])
written = st.one_of(
    st.builds(HumanMessage, st.text(max_size=4), id=ids),
    st.builds(AIMessage, st.text(max_size=4), id=ids),
    ids.map(lambda i: RemoveMessage(i)),
)
# What is written, and how many steps before the newest it is written at: 0 but for a fork.
steps = st.lists(
    st.tuples(st.lists(written, min_size=1, max_size=4), st.just(0) | st.integers(0, 5)),
    max_size=12,
)


@given(steps)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_every_step_reads_as_it_was_written(
    saver: Saver, made: list[tuple[list[Any], int]]
) -> None:
    thread = Thread(saver)
    known: list[tuple[RunnableConfig, list[AnyMessage]]] = []
    for messages, back in made:
        at, before = known[max(0, len(known) - 1 - back)] if known else (None, [])
        step = await thread.write(*messages, at=at)
        known.append((step, _messages_delta_reducer(before, [messages])))
    for step, value in known:
        assert await thread.read(step) == [(m.id, m.text) for m in value]
    # And all at once, where what they share is read once.
    wanted = {step["configurable"]["checkpoint_id"]: value for step, value in known}
    named: dict[bytes, list[AnyMessage]] = {}
    async for state in thread.graph.aget_state_history(thread.newest):
        # Whatever has one name is one and the same.
        loaded = state.values.get("messages", [])
        for number, name in enumerate(loaded.names if isinstance(loaded, Named) else ()):
            part = loaded[3 * number : 3 * number + 3]
            assert named.setdefault(name, part) == part
        found = [(m.id, m.text) for m in state.values.get("messages", [])]
        value = wanted[state.config["configurable"]["checkpoint_id"]]
        assert found == [(m.id, m.text) for m in value]


async def test_what_is_loaded_has_the_names_of_its_full_blocks(thread: Thread) -> None:
    first = await thread.write(*said(*range(8)))
    await thread.write(*said(8))
    values = [
        (await thread.graph.aget_state(at)).values["messages"] for at in (first, thread.newest)
    ]
    assert [len(each.names) for each in values] == [2, 2]
    assert values[0].names == values[1].names
    await thread.write(HumanMessage("edited", id="4"))  # and a copy
    edited = (await thread.graph.aget_state(thread.newest)).values["messages"]
    assert len(edited.names) == 3
    assert (edited.names[0] == values[0].names[0], edited.names[1] == values[0].names[1]) == (
        True,
        False,
    )


async def test_what_a_copy_shares_with_an_older_one_is_not_stored_again(thread: Thread) -> None:
    await thread.write(*said(*range(9)))
    assert await thread.blocks() == 3
    await thread.write(*said(9))
    await thread.write(*said(10))
    assert await thread.blocks() == 4  # the copy that this update was due for


async def test_an_edited_message_stores_its_block_alone(thread: Thread) -> None:
    await thread.write(*said(*range(9)))
    await thread.write(HumanMessage("edited", id="4"))
    await thread.write(HumanMessage("edited twice", id="4"))
    assert await thread.blocks() == 4
    assert [text for _, text in await thread.read()][3:6] == ["3", "edited twice", "5"]


async def test_a_fork_stores_none_of_what_it_shares(thread: Thread) -> None:
    first = await thread.write(*said(*range(9)))
    await thread.write(*said(9))
    await thread.write(*said(10), at=first)
    assert await thread.blocks() == 4
    assert [text for _, text in await thread.read()] == [*map(str, range(9)), "10"]


async def test_blocks_go_with_their_thread_and_no_other(thread: Thread, saver: Saver) -> None:
    other = Thread(saver)
    for each in (thread, other):
        await each.write(*said(*range(9)))
    await saver.adelete_thread(thread.id)
    assert (await thread.blocks(), await other.blocks()) == (0, 3)
    assert len(await other.read()) == 9


async def test_a_run_that_is_taken_back_leaves_what_others_stand_on(thread: Thread) -> None:
    await thread.write(*said(*range(9)))
    run: RunnableConfig = {**thread.newest, "metadata": {"run_id": "taken back"}}
    for number in (9, 10, 11):
        await thread.graph.ainvoke({"messages": said(number)}, run)
    await thread.saver.adelete_for_runs(["taken back"])
    assert len(await thread.read()) == 9
    # With the very blocks that the run had stored.
    for number in (9, 10, 11):
        await thread.graph.ainvoke({"messages": said(number)}, thread.newest)
    assert len(await thread.read()) == 12


async def test_a_kill_between_blocks_and_step_loses_nothing(
    thread: Thread, saver: Saver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (0, 1):
        await thread.write(*said(number))
    classes = type(saver).__mro__
    stores = classes[classes.index(copies.Copies) + 1]
    with monkeypatch.context() as killed:
        killed.setattr(stores, "aput", _dies)
        with pytest.raises(_KilledError):
            await thread.write(*said(2, 3, 4))  # a copy is due
    assert await thread.blocks() == 3  # two of them of a step that isn't there
    assert len(await thread.read()) == 2
    await thread.write(*said(2, 3, 4))
    assert (await thread.blocks(), len(await thread.read())) == (3, 5)


async def test_a_copy_that_an_earlier_release_stored_whole_is_read(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.delattr(copies.Copies, "aput")
        await thread.write(*said(*range(9)))
    assert await thread.blocks() == 0
    await thread.write(*said(9))
    assert len(await thread.read()) == 10


async def test_a_block_that_is_missing_is_said_in_a_sentence(
    thread: Thread, saver: Saver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(*_: Any) -> dict[bytes, copies.Stored]:
        return {}

    await thread.write(*said(*range(9)))
    monkeypatch.setattr(type(saver), "blocks", none)
    with pytest.raises(StorageError, match=f"3 blocks of thread {thread.id} are missing"):
        await thread.read()


class _KilledError(Exception):
    pass


async def _dies(*_: Any) -> None:
    raise _KilledError

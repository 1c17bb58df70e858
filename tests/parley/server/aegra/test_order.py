"""A run's turn: who has it, who has lost it, and what is written without it."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any, TypedDict
from uuid import UUID, uuid4

import pytest
from aegra_api.services import run_executor, worker_executor  # type: ignore[import-untyped]
from langchain_core.messages import HumanMessage
from langgraph.graph import START, StateGraph
from psycopg import OperationalError

from parley.messages import Messages
from parley.server.aegra import anew, order, tables
from parley.server.aegra.anew import LostTurnError, begins_anew
from parley.server.aegra.fence import Fenced
from parley.server.aegra.order import InOrder, Turn, begin, current
from parley.storage import postgres
from parley.storage.errors import StorageError
from parley.storage.postgres import Pool

# Of the engine's own table, what is read.
_RUNS = """
    CREATE TABLE IF NOT EXISTS runs (
        run_id text PRIMARY KEY, thread_id text, status text, claimed_by text,
        lease_expires_at timestamptz, execution_params jsonb DEFAULT '{}',
        created_at timestamptz DEFAULT clock_timestamp(),
        updated_at timestamptz DEFAULT clock_timestamp()
    )
"""
_HERE = f"{order._HERE}worker-0"


@pytest.fixture
async def pool(postgres_uri: str) -> AsyncIterator[Pool]:
    async with postgres.pool(postgres_uri) as opened:
        await tables.open_on(opened)
        await execute(opened, _RUNS)
        yield opened


async def execute(pool: Pool, statement: Any, *values: object) -> None:
    async with pool.connection() as connection:
        await connection.execute(statement, values)


async def claimed(pool: Pool, thread: str, by: str | None = _HERE) -> Turn:
    """A run that a worker has just taken."""
    run = uuid4()
    await execute(
        pool,
        "INSERT INTO runs (run_id, thread_id, status, claimed_by, lease_expires_at) "
        "VALUES (%s, %s, 'running', %s, now() + interval '15 seconds')",
        *(str(run), thread, by),
    )
    return again(thread, run)


def again(thread: str, run: UUID | str) -> Turn:
    return Turn(thread, str(run), secrets.token_hex(8), uuid4())


@pytest.fixture
def thread() -> str:
    return str(uuid4())


async def begins(turn: Turn) -> bool:
    """Whether it has its turn, or waits for it."""
    try:
        return await asyncio.wait_for(begin(turn), 0.3)
    except TimeoutError:
        return False


async def test_one_run_of_a_thread_begins_when_the_other_one_has_ended(
    pool: Pool, thread: str
) -> None:
    first, second = await claimed(pool, thread), await claimed(pool, thread)
    assert await begins(first)
    assert not await begins(second)
    await execute(
        pool,
        "UPDATE runs SET status = 'success', lease_expires_at = NULL WHERE run_id = %s",
        first.run,
    )
    assert await begins(second)


async def test_a_run_has_not_ended_while_a_newer_beginning_of_it_has_a_lease(
    pool: Pool, thread: str
) -> None:
    first, second = await claimed(pool, thread), await claimed(pool, thread)
    assert await begins(first)
    await execute(pool, "UPDATE runs SET status = 'success' WHERE run_id = %s", first.run)
    assert not await begins(second)


@pytest.mark.parametrize("by", [None, "another-1-worker-0"])
async def test_whoever_lost_the_lease_while_waiting_never_begins(
    pool: Pool, thread: str, by: str | None
) -> None:
    lost = await claimed(pool, thread, by)
    assert await asyncio.wait_for(begin(lost), 5) is False


class State(TypedDict):
    messages: Messages


async def _nothing(_: State) -> dict[str, Any]:
    return {}


async def say(pool: Pool, turn: Turn | None, thread: str, text: str) -> list[str]:
    """Write a step as this beginning of a run, and return what the thread holds then."""
    saver = Fenced(pool)
    await saver.setup()
    builder = StateGraph(State).add_node("nothing", _nothing).add_edge(START, "nothing")
    graph = builder.compile(checkpointer=saver)
    place: Any = {"configurable": {"thread_id": thread}}
    place["metadata"] = {"run_id": turn.run} if turn else {}
    before = current.set(turn)
    try:
        await graph.ainvoke({"messages": [HumanMessage(text)]}, place)
    finally:
        current.reset(before)
    state = await graph.aget_state(place)
    return [message.text for message in state.values["messages"]]


async def test_a_late_step_of_an_earlier_beginning_is_refused(pool: Pool, thread: str) -> None:
    late = await claimed(pool, thread)
    assert await begins(late)
    assert await say(pool, late, thread, "once") == ["once"]
    newer = again(thread, late.run)
    assert await begins(newer)
    with pytest.raises(LostTurnError):
        await say(pool, late, thread, "late")
    # What the earlier one had written was taken back.
    assert await say(pool, newer, thread, "once") == ["once"]


async def test_whoever_writes_outside_of_a_run_needs_no_turn(pool: Pool, thread: str) -> None:
    assert await say(pool, None, thread, "by hand") == ["by hand"]


class Plain(TypedDict):
    said: str


def _fails(error: Exception) -> Any:
    async def fail(_: Plain) -> Plain:
        raise error

    return StateGraph(Plain).add_node("fail", fail).add_edge(START, "fail").compile()


def of_the_engine(turn: Turn) -> Any:
    known = {"run_id": turn.run, "thread_id": turn.thread}
    return {"run_id": UUID(turn.run), "metadata": known, "callbacks": [InOrder()]}


async def test_a_run_that_loses_postgres_is_left_without_an_end(pool: Pool, thread: str) -> None:
    run = await claimed(pool, thread)
    graph = _fails(OperationalError("the connection is lost"))
    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(graph.ainvoke({"said": ""}, of_the_engine(run)))
    assert run.run in run_executor._lease_loss_cancellations


async def test_a_run_that_fails_by_itself_ends_with_its_error(pool: Pool, thread: str) -> None:
    run = await claimed(pool, thread)
    graph = _fails(ValueError("of the graph's own"))
    with pytest.raises(ValueError, match="own"):
        await asyncio.create_task(graph.ainvoke({"said": ""}, of_the_engine(run)))
    assert run.run not in run_executor._lease_loss_cancellations


async def test_only_runs_that_nobody_works_on_are_begun_once_more(
    pool: Pool, thread: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    async def requeue(runs: list[str]) -> None:
        begun.extend(runs)

    monkeypatch.setattr(worker_executor, "_requeue_drained_runs", requeue)
    left, at_work = await claimed(pool, thread, None), await claimed(pool, thread)
    await anew._begin_left_ones()
    await execute(pool, "DELETE FROM runs WHERE run_id = %s", left.run)
    assert left.run in begun
    assert at_work.run not in begun


def _caused(error: BaseException) -> StorageError:
    found = StorageError("Parley cannot reach Postgres")
    found.__cause__ = error
    return found


class _DiskFullError(OperationalError):
    sqlstate = "53100"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("the connection is lost"), True),
        (_caused(OperationalError("no connection")), True),
        (LostTurnError(), True),
        (_DiskFullError(), False),
        (_caused(_DiskFullError()), False),
        (ValueError("of the graph's own"), False),
    ],
)
def test_only_what_is_not_the_run_s_own_fault_has_it_begin_anew(
    error: Exception, expected: bool
) -> None:
    assert begins_anew(error) is expected

"""Whose a thread is lies with its steps, in either database."""

import uuid
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from parley.server.identity import User, caller
from parley.server.ownership import NOBODY, Saver


@pytest.fixture
def thread_id() -> str:
    return str(uuid.uuid4())


async def put(saver: Saver, thread_id: str, namespace: str = "", **configurable: str) -> None:
    place = {"thread_id": thread_id, "checkpoint_ns": namespace}
    config: Any = {"configurable": place | configurable}
    metadata: Any = {"source": "loop", "step": 0, "parents": {}}
    await saver.aput(config, empty_checkpoint(), metadata, {})


async def test_a_thread_without_a_step_has_no_owner_yet(saver: Saver, thread_id: str) -> None:
    assert await saver.owner(thread_id) is None


async def test_a_run_s_steps_are_its_user_s(saver: Saver, thread_id: str) -> None:
    await put(saver, thread_id, langgraph_auth_user_id="ann")
    assert await saver.owner(thread_id) == "ann"


async def test_steps_of_no_user_are_nobody_s(saver: Saver, thread_id: str) -> None:
    await put(saver, thread_id)
    assert await saver.owner(thread_id) == NOBODY


async def test_a_request_s_steps_are_its_caller_s_whatever_it_says(
    saver: Saver, thread_id: str
) -> None:
    token = caller.set(User("ann"))
    try:
        await put(saver, thread_id, langgraph_auth_user_id="bob", owner="bob")
    finally:
        caller.reset(token)
    assert await saver.owner(thread_id) == "ann"


async def test_the_steps_of_a_subgraph_say_nothing(saver: Saver, thread_id: str) -> None:
    await put(saver, thread_id, namespace="inner", langgraph_auth_user_id="ann")
    assert await saver.owner(thread_id) is None


async def test_the_newest_step_says_whose_threads_they_are(saver: Saver) -> None:
    ids = [str(uuid.uuid4()) for _ in range(4)]
    ann, bob = str(uuid.uuid4()), str(uuid.uuid4())
    await put(saver, ids[0], langgraph_auth_user_id=ann)
    await put(saver, ids[1], langgraph_auth_user_id=bob)
    await put(saver, ids[2])
    await put(saver, ids[3], langgraph_auth_user_id=bob)
    await put(saver, ids[3], langgraph_auth_user_id=ann)
    assert await saver.threads_of(ann) == {ids[0], ids[3]}
    assert await saver.threads_of("ann' OR 1=1 --") == set()

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.models.patience import in_line, patient
from parley.models.traffic import Traffic


async def test_who_takes_too_long_is_stopped() -> None:
    with pytest.raises(TimeoutError):
        async with patient(0.01):
            await asyncio.Event().wait()


async def hang_in_a_call() -> None:
    async with patient(0.01):
        with in_line() as begin:
            begin()
            await asyncio.Event().wait()


async def test_a_call_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TimeoutError):
        await hang_in_a_call()


@given(st.lists(st.sampled_from(["wait", "begin", "leave"]), max_size=20))
def test_time_stands_still_while_calls_wait_and_none_is_made(steps: list[str]) -> None:
    async def all_() -> None:
        async with patient(1000) as timer:
            waiting, called = [], []
            for step in steps:
                if step == "wait":
                    place = in_line()
                    waiting.append((place, place.__enter__()))
                elif step == "begin" and waiting:
                    place, begin = waiting.pop()
                    begin()
                    called.append(place)
                elif step == "leave" and called:
                    called.pop().__exit__(None, None, None)
                stands_still = bool(waiting) and not called
                assert (timer.when() is None) == stands_still
            for place in [*called, *(place for place, _ in waiting)]:
                place.__exit__(None, None, None)
            assert timer.when() is not None

    asyncio.run(all_())


async def test_what_is_left_of_the_time_is_what_was_left_before_the_wait() -> None:
    async with patient(1000) as timer:
        before = timer.when()
        with in_line() as begin:
            await asyncio.sleep(0.05)
            begin()
            after = timer.when()
    assert before is not None
    assert after is not None
    assert after >= before + 0.04


async def test_the_queue_in_front_of_an_endpoint_is_such_a_line() -> None:
    traffic, leave = Traffic(1, None), asyncio.Event()

    async def answer() -> AsyncIterator[str]:
        await leave.wait()
        yield "answer"

    async def ask() -> list[str]:
        return [item async for item in traffic.queued(answer)()]

    other = asyncio.create_task(ask())
    await asyncio.sleep(0)
    async with patient(1000) as timer:
        mine = asyncio.create_task(ask())
        await asyncio.sleep(0)
        assert timer.when() is None
        leave.set()
        assert await mine == await other == ["answer"]
        assert timer.when() is not None


async def test_a_call_that_outlives_its_work_does_no_harm() -> None:
    async with patient(1000):
        place = in_line()
        begin = place.__enter__()
    begin()
    place.__exit__(None, None, None)

import asyncio

import pytest

from tests.stuck import told_if_stuck


async def waits_for_what_never_comes() -> None:
    await asyncio.Event().wait()


async def test_a_task_that_hangs_is_told_by_the_lines_where_it_waits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    task = asyncio.create_task(waits_for_what_never_comes())
    told = ""
    with told_if_stuck(0.01):
        while "waits_for_what_never_comes" not in told or "thread MainThread" not in told:
            await asyncio.sleep(0.01)
            told += capsys.readouterr().err
    task.cancel()
    assert "locks.py" in told


def test_what_ends_in_time_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    with told_if_stuck(1000):
        pass
    assert capsys.readouterr().err == ""

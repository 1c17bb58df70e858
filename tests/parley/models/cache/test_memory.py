import pytest

from parley.models.cache import memory as module
from parley.models.cache.memory import Memory


async def test_it_holds_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    memory = Memory()
    for number in range(3):
        await memory.keep("ann", str(number), b"answer", 300)
        await memory.find("ann", "0")
    assert [await memory.find("ann", str(number)) for number in range(3)] == [
        b"answer",
        None,
        b"answer",
    ]

"""The search for garbage is held back for as long as anyone reads, and goes on after."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from parley.server.copies.uncollected import uncollected


def test_it_is_off_meanwhile_and_on_again() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        print(1 / 0)
    assert gc.isenabled()


def test_the_last_of_many_readers_turns_it_on() -> None:
    all_read = Barrier(4)

    def read(_: int) -> bool:
        with uncollected():
            all_read.wait()
            return gc.isenabled()

    with ThreadPoolExecutor(4) as readers:
        assert not any(readers.map(read, range(4)))
    assert gc.isenabled()


def test_who_turned_it_off_before_keeps_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

"""The graphs run in-process here, and none of their code may block the loop."""

from collections.abc import Iterator

import pytest
from blockbuster import BlockBuster


@pytest.fixture(autouse=True)
def _no_blocking_call() -> Iterator[None]:
    guard = BlockBuster(scanned_modules=["graphs", "parley"])
    guard.activate()
    yield
    guard.deactivate()

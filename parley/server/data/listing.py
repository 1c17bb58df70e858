"""All of what a search of the server gives in pages."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from parley.server.engine import is_aegra

_PAGE = 1000
_PAGE_AEGRA = 100  # the most that it gives of assistants


async def every(search: Callable[..., Awaitable[Sequence[Any]]], **asked: Any) -> list[Any]:
    """Return what `search` finds, whatever its number; ask for an order that stays."""
    found: list[Any] = []
    most = _PAGE
    if is_aegra():  # it can't leave out what nobody reads
        most = _PAGE_AEGRA
        asked.pop("select", None)
    while page := await search(**asked, limit=most, offset=len(found)):
        found += page
    return found

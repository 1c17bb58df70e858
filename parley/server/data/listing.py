"""All of what a search of the server gives in pages."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

_PAGE = 1000


async def every(search: Callable[..., Awaitable[Sequence[Any]]], **asked: Any) -> list[Any]:
    """Return what `search` finds, whatever its number; ask for an order that stays."""
    found: list[Any] = []
    while page := await search(**asked, limit=_PAGE, offset=len(found)):
        found += page
    return found

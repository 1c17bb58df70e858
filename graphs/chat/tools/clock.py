"""Date and time in a time zone."""

import asyncio
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from langchain_core.tools import tool

from parley.safety.acts import read_only


@read_only
@tool
async def clock(place: str = "UTC") -> str:
    """Current date, weekday and time in a time zone or large city: Europe/Paris, Tokyo."""
    return await asyncio.to_thread(_now, place)  # zones are files


def _now(place: str) -> str:
    name = _zones().get(_plain(place)) or _zones().get(_plain(place.partition(",")[0]))
    now = datetime.now(ZoneInfo(name or "UTC"))
    told = f"In {name or 'UTC'} it is {now:%A, %d %B %Y, %H:%M} (UTC{now:%z})."
    if name is None:  # the date is right nearly everywhere, and a small model asks only once
        told += f" No time zone is called {place!r}; one is such as Europe/Paris, or a large city."
    return told


@cache
def _zones() -> dict[str, str]:
    """From a zone's whole name, and from its city, to the zone."""
    names = sorted(available_timezones())
    cities = {_plain(name.rpartition("/")[2]): name for name in names}
    return cities | {_plain(name): name for name in names}


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_")

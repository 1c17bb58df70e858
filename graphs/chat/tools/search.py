"""Search over the documents folder, and over the web when there is a key."""

import asyncio
from collections.abc import Sequence

import structlog
from langchain_core.tools import tool

from parley.safety.acts import read_only
from parley.safety.spotlight import new_code, spotlit
from parley.search.documents import search
from parley.search.found import Found
from parley.search.web import search_web
from parley.settings import settings

log = structlog.get_logger(__name__)

_PASSAGES = 3


@read_only
@tool
async def search_documents(query: str) -> str:
    """Search the documents folder of this server; returns passages and where they stand."""
    try:
        found = await asyncio.to_thread(search, settings().parley_documents_dir, query, _PASSAGES)
    except OSError as error:
        log.warning("the documents can't be searched", error=repr(error))
        return "The documents can't be read right now."
    return await _told(found) or "No document is about this."


@read_only
@tool("search_web")
async def web(query: str) -> str:
    """Search the web for what is newer than you know; returns passages and their URLs."""
    return await _told(await search_web(query, _PASSAGES)) or "The web search found nothing."


async def _told(found: Sequence[Found]) -> str:
    code = new_code()
    told = [f"{one['location']}:\n{await spotlit(one['quote'], code)}" for one in found]
    return "\n\n".join(told)

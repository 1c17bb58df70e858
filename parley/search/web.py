"""Web search through Tavily, when the operator has a key."""

import structlog
from tavily import AsyncTavilyClient

from parley.search.found import Found, opening
from parley.settings import settings

log = structlog.get_logger(__name__)


class SearchError(Exception):
    """The search did not answer; the log says why."""


async def search_web(query: str, limit: int) -> list[Found]:
    """Return at most `limit` passages from the web; none without a key.

    Raises:
        SearchError: the search service refused, or didn't answer in 15 seconds.
    """
    key = settings().tavily_api_key
    if key is None:
        return []
    try:
        client = AsyncTavilyClient(key.get_secret_value(), api_base_url=settings().tavily_base_url)
        answer = await client.search(query, max_results=limit, timeout=15)
        return [
            Found(title=hit["title"], location=hit["url"], quote=opening(hit["content"]))
            for hit in answer["results"]
        ]
    except Exception as error:
        log.warning("web search failed", error=repr(error))
        raise SearchError from error

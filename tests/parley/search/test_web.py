from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from parley.search.web import SearchError, search_web
from parley.settings import settings
from tests.serve import serve

HIT = {"title": "T", "url": "https://example.org/a", "content": "Text.", "score": 0.9}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A stand-in for the search service over a real socket; holds what it was asked."""
    queries: list[str] = []

    async def search(request: Request) -> Response:
        query = (await request.json())["query"]
        queries.append(query)
        if query == "fail":
            return JSONResponse({"detail": {"error": "no"}}, 500)
        return JSONResponse({"results": [HIT], "query": query, "response_time": 0.1})

    with serve(Starlette(routes=[Route("/search", search, methods=["POST"])])) as url:
        monkeypatch.setenv("TAVILY_BASE_URL", url)
        monkeypatch.setenv("TAVILY_API_KEY", "tvly-test")
        settings.cache_clear()
        yield queries


async def test_without_a_key_nothing_is_searched() -> None:
    assert await search_web("anything", 3) == []


async def test_hits_become_passages(asked: list[str]) -> None:
    [found] = await search_web("tea", 3)
    assert asked == ["tea"]
    assert found == {"title": "T", "location": "https://example.org/a", "quote": "Text."}


async def test_a_failing_search_says_so(asked: list[str]) -> None:
    with pytest.raises(SearchError):
        await search_web("fail", 3)
    assert asked == ["fail"]

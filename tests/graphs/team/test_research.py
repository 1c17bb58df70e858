"""What is not in the documents: the web, when there is a key, and pages that the user names."""

from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from graphs.team import research
from graphs.team.graph import graph
from parley.search.fetch import fetch
from parley.search.public import is_public
from parley.settings import settings
from tests.provider import Provider
from tests.serve import serve
from tests.server.team_script import play

QUOTE = "A circuit breaker has three states, says this page, and in the closed state, calls pass."


async def article(topic: str) -> Any:
    return await graph.ainvoke({"messages": [("user", topic)]})


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A page, one that leads away, and a search on the web; 127.0.0.1 stands for the internet."""

    async def page(request: Request) -> Response:
        return Response(f"<title>Breakers</title><p>{QUOTE}</p>", media_type="text/html")

    async def away(request: Request) -> Response:
        return RedirectResponse("http://169.254.169.254/latest/meta-data/")

    async def search(request: Request) -> JSONResponse:
        hit = {"title": "Web", "url": "https://example.org/a", "content": QUOTE, "score": 0.9}
        return JSONResponse({"results": [hit], "query": "q", "response_time": 0.1})

    routes = [Route("/page", page), Route("/away", away)]
    routes.append(Route("/search", search, methods=["POST"]))
    with serve(Starlette(routes=routes)) as url:
        monkeypatch.setattr(
            research,
            "fetch",
            partial(fetch, allowed=lambda a: a == ip_address("127.0.0.1") or is_public(a)),
        )
        monkeypatch.setenv("TAVILY_BASE_URL", url)
        settings.cache_clear()
        yield url


async def test_a_page_that_the_user_names_is_the_first_source(
    provider: Provider, site: str
) -> None:
    provider.answer = play
    state = await article(f"How do circuit breakers protect LLM calls? See {site}/page.")
    first = state["sources"][0]
    assert (first["location"], first["title"], first["quote"]) == (
        f"{site}/page",
        "Breakers",
        QUOTE,
    )
    assert "three states [1]" in state["article"]
    assert "not used" not in state["article"]


async def test_a_page_that_leads_to_a_private_address_is_named_and_the_rest_counts(
    provider: Provider, site: str
) -> None:
    provider.answer = play
    state = await article(f"How do circuit breakers protect LLM calls? {site}/away {site}/page")
    assert f"The page {site}/away is not used: its address is not public." in state["article"]
    assert state["sources"][0]["location"] == f"{site}/page"


async def test_with_a_key_the_web_is_searched_too(
    provider: Provider, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVILY_API_KEY", "tvly-test")
    settings.cache_clear()
    provider.answer = play
    state = await article("How do circuit breakers protect LLM calls?")
    locations = [source["location"] for source in state["sources"]]
    assert locations.count("https://example.org/a") == 1
    assert any(location.startswith("circuit-breakers") for location in locations)

"""The real embedded model, started once for all tests that need it."""

import asyncio
from collections.abc import Iterator

import pytest
from langchain_openai import ChatOpenAI

from parley.models.embedded.process import EmbeddedModel
from parley.settings import Settings


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedModel]:
    """The running model. Its weights are fetched if the cache has none."""
    model = EmbeddedModel(Settings())
    asyncio.run(model.ready())
    yield model
    model.stop()


@pytest.fixture
def url(embedded: EmbeddedModel) -> str:
    """Its base URL; waits for it if another test had it restarted."""
    return asyncio.run(embedded.ready())


@pytest.fixture
def chat(url: str) -> ChatOpenAI:
    return ChatOpenAI(
        model="embedded",
        base_url=url,
        api_key="none",
        stream_usage=True,
        use_responses_api=False,
        temperature=0,
        max_tokens=80,
        timeout=110,
    )

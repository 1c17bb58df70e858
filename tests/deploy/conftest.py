"""One real server for all tests of what an operator deploys beside it."""

import asyncio

import pytest

from tests.deploy.emitted import ENVIRONMENT, Emitted, drive, scrape
from tests.provider import Provider
from tests.server.dev_server import DevServer


@pytest.fixture(scope="session")
async def emitted(_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    """What a real server emitted after everything happened that is counted."""
    _provider.reset()
    environment = ENVIRONMENT | {
        "OPENAI_BASE_URL": _provider.url,
        "PARLEY_PUBLISH_DIR": "published",
    }
    server = DevServer(tmp_path_factory.mktemp("emitted"), environment)
    server.start()
    try:
        await drive(server, _provider)
        return await asyncio.to_thread(scrape, server)
    finally:
        await asyncio.to_thread(server.stop)

"""Settings of who may log in, and a loop that nothing may block."""

from collections.abc import Callable, Iterator

import pytest
from blockbuster import BlockBuster
from starlette.applications import Starlette
from starlette.routing import Route

from parley.server import identity
from parley.settings import settings
from tests.parley.server.identity.issuer import Issuer
from tests.parley.server.identity.sent import SECRET
from tests.serve import serve


@pytest.fixture(autouse=True)
def _no_blocking_call() -> Iterator[None]:
    guard = BlockBuster(scanned_modules=["parley"])
    guard.activate()
    yield
    guard.deactivate()


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def configure(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        settings()  # reads a file, as the server does at its start
        identity._keys.cache_clear()

    yield configure
    identity._keys.cache_clear()


@pytest.fixture
def by_secret(configure: Callable[..., None]) -> None:
    configure(AUTH_JWT_SECRET=SECRET, AUTH_JWT_ISSUER="idp", AUTH_JWT_AUDIENCE="parley")


@pytest.fixture
def issuer(configure: Callable[..., None]) -> Iterator[Issuer]:
    issuer = Issuer()
    with serve(Starlette(routes=[Route("/jwks", issuer.publish)])) as url:
        configure(
            AUTH_JWT_JWKS_URL=f"{url}/jwks", AUTH_JWT_ISSUER="idp", AUTH_JWT_AUDIENCE="parley"
        )
        yield issuer

"""One server for all tests here, on whichever worker they run."""

from collections.abc import Iterator

import pytest

from tests.provider import Provider
from tests.server.belongings import everything, settle
from tests.server.conversation import SERVED
from tests.server.engine import NewServer
from tests.server.isolation.scene import Scene
from tests.server.people import ANN, BOB, CLEO, http_as, settings


@pytest.fixture(scope="session")
def scene(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Scene]:
    if not {"chat", "approval"} <= SERVED.keys():
        pytest.skip("not served: chat, approval")
    _provider.reset()  # another test's script may be left
    server = new_server(tmp_path_factory.mktemp("isolation"), settings(_provider))
    try:
        server.start()
        clients = (http_as(server, user) for user in (ANN, BOB, CLEO))
        with next(clients) as ann, next(clients) as bob, next(clients) as cleo:
            known, hidden = settle(ann, ANN, _provider), settle(ann, ANN, _provider)
            own, cleos = settle(bob, BOB, _provider), settle(cleo, CLEO, _provider)
            yield Scene(server, known, hidden, own, cleos, everything(ann))
    finally:
        server.discard()

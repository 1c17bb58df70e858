"""What was approved and did not arrive is kept and shown until it does: /inbox on Postgres."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.postgres import postgres
from tests.provider import Provider
from tests.server.conversation import needs
from tests.server.dev_server import DevServer
from tests.server.inbox_pages import DRAFT, Visitor, request_by, values_of
from tests.server.receivers import Hook

pytestmark = [needs("approval"), pytest.mark.slow, pytest.mark.dev]


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.stop()


@pytest.fixture
def server(start_server: Callable[..., DevServer], hook: Hook) -> Iterator[DevServer]:
    with postgres() as database:
        uri = database.get_uri()
        started = start_server(
            DATABASE_URI=uri, PUBLISH_WEBHOOK_URL=hook.url, PARLEY_METRICS="true"
        )
        yield started
        started.discard()


def test_it_is_kept_until_it_is_delivered(
    server: DevServer, provider: Provider, hook: Hook
) -> None:
    hook.status = "503 Service Unavailable"
    thread, request = request_by(server, None, provider)
    reviewer = Visitor(server, None)
    assert DRAFT["title"] in reviewer.open("/inbox").text
    assert "got where it was to go" in reviewer.open("/inbox/undelivered").text

    reviewer.decide(request, "approve")
    page = reviewer.open("/inbox/undelivered").text
    assert DRAFT["title"] in page
    assert "did not accept it" in page
    assert "1 attempt" in page
    assert "not delivered" in reviewer.open("/inbox").text
    assert values_of(server, None, thread)["status"] == "failed"
    _waits(server, 1)

    hook.status = "200 OK"
    reviewer.decide(request, "approve")
    values = values_of(server, None, thread)
    assert (values["status"], values["publication"]["target"]) == ("published", "webhook")
    # Each try had the same key, so a receiver that keeps keys has it once.
    assert list(hook.bodies) == [values["publication"]["id"]]
    assert "got where it was to go" in reviewer.open("/inbox/undelivered").text
    assert "published" in reviewer.open("/inbox/decided").text
    _waits(server, 0)


def _waits(server: DevServer, number: int) -> None:
    """The gauges come to say so: they are read from the database again and again."""
    while (found := _gauges(server))["parley_approvals_waiting"] != number:
        time.sleep(0.2)
    assert (found["parley_approvals_oldest_age_seconds"] > 0) == (number > 0)


def _gauges(server: DevServer) -> dict[str, float]:
    text = httpx.get(f"{server.url}/metrics").raise_for_status().text
    found: Any = re.findall(r"^(parley_approvals_\w+) (\S+)$", text, re.M)
    return {name: float(value) for name, value in found}

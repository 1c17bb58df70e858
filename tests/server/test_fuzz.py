"""Whatever is sent to a route, as its schema says or against it, the server does not break."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, strategies
from hypothesis import settings as how_much
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from tests.provider import Provider
from tests.server.attacks import ATTACKS
from tests.server.belongings import Belongings, settle
from tests.server.conversation import needs
from tests.server.engine import NewServer, Server
from tests.server.people import BOB, http_as, settings
from tests.server.strange import STRANGE

pytestmark = [needs("chat", "approval"), pytest.mark.xdist_group("fuzz")]

_EXAMPLES = 30
_ANSWER_SECONDS = 30
# `/metrics` and what else anyone may see take no more than a query.
_OPEN = ("GET /info", "GET /docs", "GET /ok", "GET /metrics")


class Target(NamedTuple):
    """A server, its own description of itself, and what the caller has there."""

    server: Server
    schema: BaseSchema
    http: httpx.Client
    own: Belongings


@pytest.fixture(scope="module")
def target(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Target]:
    server = new_server(tmp_path_factory.mktemp("fuzz"), settings(_provider))
    server.start()
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    with http_as(server, BOB) as http:
        yield Target(server, schema, http, settle(http, BOB, _provider))
    server.kill()


@pytest.mark.slow
@pytest.mark.parametrize("route", [*ATTACKS, *_OPEN])
def test_no_request_breaks_the_server(target: Target, route: str) -> None:
    method, path = route.split()
    if method.lower() not in target.schema.raw_schema["paths"].get(path, {}):
        pytest.skip("not a route of this engine")
    operation: Any = target.schema[path][method.lower()]
    likely = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    strange = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @seed(0)
    @how_much(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        # The first failure is clear enough, and a smaller one takes minutes to find.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategies.one_of(likely, strange))
    def check(case: Case) -> None:
        for own in (None, target.own):
            if own and method != "DELETE":
                _ask_about(case, own)
            status = _status(target.http, case)
            assert status < 500, f"{status}: {case.as_curl_command()}"

    check()


@pytest.mark.parametrize("what", STRANGE)
def test_nothing_strange_breaks_the_server(target: Target, what: str) -> None:
    broken = {}
    for ask in STRANGE[what](target.own):
        if (status := ask.status(target.http)) >= 500:
            broken[ask] = status
    assert not broken


def _ask_about(case: Case, own: Belongings) -> None:
    """Name things that are there, or most requests would end in a 404."""
    known = {
        "thread_id": own.thread,
        "run_id": own.run,
        "cron_id": own.cron,
        "assistant_id": own.assistant,
        "checkpoint_id": own.checkpoint,
    }
    for name in (case.path_parameters or {}).keys() & known.keys():
        case.path_parameters[name] = known[name]
    if isinstance(case.body, dict) and "assistant_id" in case.body:
        case.body["assistant_id"] = "chat"


def _status(http: httpx.Client, case: Case) -> int:
    """Send it, and hang up once the answer begins: some answers never end."""
    kwargs = case.as_transport_kwargs(base_url=str(http.base_url), headers=dict(http.headers))
    with requests.request(**kwargs, stream=True, timeout=_ANSWER_SECONDS) as answer:
        return answer.status_code

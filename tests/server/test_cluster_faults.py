"""Everything under a cluster fails in turn, while people talk: no turn is lost, nothing is twice.

FAULT_SEED decides what fails when, and what people do; a failure says which it was.
"""

from collections.abc import Iterator

import pytest

from tests.provider import Provider
from tests.server.conversation import needs
from tests.server.crowd import UNLIMITED, Crowd, account, answer
from tests.server.faulty import SEED, Faulty, faulty
from tests.server.receivers import Hook

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("cluster-faults"),
    pytest.mark.timeout(900),
    needs("chat", "approval"),
]


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.stop()


@pytest.fixture(scope="module")
def broken(
    _provider: Provider, hook: Hook, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Faulty]:
    environment = {
        "OPENAI_BASE_URL": _provider.url,
        "OPENAI_API_KEY": "scripted",
        "PUBLISH_WEBHOOK_URL": hook.url,
    }
    with faulty(tmp_path_factory.mktemp("faulty"), environment | UNLIMITED, SEED) as started:
        yield started


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        pytest.param(["kill"], 2, id="instances"),
        pytest.param(["postgres"], 2, id="postgres"),
        pytest.param(["redis"], 2, id="redis"),
        pytest.param(["cut"], 2, id="cut"),
        pytest.param(["kill", "postgres", "redis", "cut"], 6, id="all"),
    ],
)
async def test_no_turn_is_lost_and_nothing_is_published_twice(
    broken: Faulty, hook: Hook, provider: Provider, kinds: list[str], count: int
) -> None:
    provider.answer = answer
    hook.bodies.clear()
    crowd = Crowd(broken.cluster.urls, SEED)
    before = len(broken.met)
    await crowd.while_it_lasts(broken.some(kinds, count))
    found = await account(crowd, hook)
    print(f"FAULT_SEED={SEED}", *broken.met[before:], found, sep="\n")
    assert found.turns > 20
    assert found.publications > 0
    wrong = (found.unended, found.failed, found.lost, found.doubled)
    assert wrong == ([], [], [], [])
    assert (found.unpublished, found.published_twice) == ([], [])

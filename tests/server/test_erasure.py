"""Everything of one user is deleted, down to the bytes, and nothing of anyone else's."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest

from parley.server.data.forget import main as forget
from tests.postgres import postgres as a_postgres
from tests.provider import Provider, Reply
from tests.server.belongings import everything, settle
from tests.server.conversation import needs, user
from tests.server.engine import CLUSTER, Server
from tests.server.people import ADA, BOB, CLEO, http_as, key_of, settings

pytestmark = [pytest.mark.slow, needs("chat", "approval")]

# Easily taken for one another in the store.
ALIKE = ("a", "a%2Eb", "a%252Eb", "a%b", "a_b", "A")
DOTTED = "a.b"
FACT = "I keep a tortoise called Zenobia"


@pytest.fixture(params=["its own"] if CLUSTER else ["sqlite", "postgres"])
def postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | None]:
    """The URI of a database for the test, or None where the server has its own."""
    with ExitStack() as stack:
        if request.param == "postgres":
            yield stack.enter_context(a_postgres()).get_uri()
        else:
            yield None


@pytest.fixture
def server(start_server: Callable[..., Server], provider: Provider, postgres: str | None) -> Server:
    database = {"DATABASE_URI": postgres} if postgres else {}
    return start_server(**settings(provider), **database)


def remember(http: httpx.Client, count: int = 1) -> None:
    for number in range(count):
        item = {"namespace": ["more"], "key": f"{number}", "value": {"n": number}}
        assert http.put("/store/items", json=item).status_code == 204


def state(http: httpx.Client, thread: str, fact: str) -> None:
    """Say it to chat, which remembers it for all threads."""
    asked = {"assistant_id": "chat", "input": user(fact)}
    assert http.post(f"/threads/{thread}/runs/wait", json=asked).status_code == 200


def start_run(http: httpx.Client) -> None:
    """Leave a run on a thread of its own in the middle of its answer."""
    thread = http.post("/threads", json={}).json()["thread_id"]
    asked = {"assistant_id": "chat", "input": user("cleo goes on")}
    run = http.post(f"/threads/{thread}/runs", json=asked).json()["run_id"]
    deadline = time.monotonic() + 30
    while http.get(f"/threads/{thread}/runs/{run}").json()["status"] != "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)


def kept(server: Server, postgres: str | None) -> bytes:
    """All bytes that the stopped server kept."""
    places = [server.folder / ".langgraph_api", server.folder / ".parley"]
    files = [file for place in places for file in place.rglob("*") if file.is_file()]
    found = b"".join(file.read_bytes() for file in files)
    if postgres:
        with psycopg.connect(postgres) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            for [table] in tables:
                for row in connection.execute(f"SELECT * FROM {table}").fetchall():
                    found += b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
    return found


def test_one_user_is_gone_and_the_other_has_everything(
    server: Server,
    provider: Provider,
    postgres: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ADMIN_KEY", key_of(ADA))
    with ExitStack() as stack:
        cleo, bob = (stack.enter_context(http_as(server, name)) for name in (CLEO, BOB))
        theirs, bobs = settle(cleo, CLEO, provider), settle(bob, BOB, provider)
        remember(cleo, 12)
        state(cleo, theirs.thread, FACT)
        if not CLUSTER:  # what graphs keep, the open engine's API doesn't show
            assert FACT in str(everything(cleo)["items"])
        others = [stack.enter_context(http_as(server, name)) for name in (DOTTED, *ALIKE)]
        for other in others:
            remember(other)
        stay = [bob, *others[1:]]
        before = [everything(http) for http in stay]
        provider.reply(Reply("never read", delay=60))
        start_run(cleo)

        assert forget(CLEO, server.url) is None
        said = capsys.readouterr().out
        assert said == ("Deleted of cleo: 3 threads, 4 runs, 14 memories, 2 crons, 1 assistants.\n")
        left = everything(cleo)
        assert not any(re.match("thread|state|history|runs", name) for name in left)
        assert (left["crons"], left["items"]) == ([], {"items": []})
        assert forget(DOTTED, server.url) is None
        assert "1 memories" in capsys.readouterr().out
        assert [everything(http) for http in stay] == before

        assert forget(CLEO, server.url) is None
        assert "0 threads, 0 runs, 0 memories, 0 crons, 0 assistants" in capsys.readouterr().out

    server.stop()
    found = kept(server, getattr(server, "database", postgres))
    assert bobs.text.encode() in found
    for secret in (CLEO, FACT, theirs.text, theirs.thread, theirs.paused, theirs.assistant):
        assert secret.encode() not in found

"""`kill -9` at every step of a publication, then a restart: it is out once, and told as it is.

The server ends itself at the step that a test names (kill_points.py), or a receiver outside of it
kills it as it calls. What went out is counted outside of the server too, and held against what was
approved: nothing else may be there. Five of the steps are tried in each run of CI, all of them by
`make test-faults`.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, user
from tests.server.inbox_pages import Visitor, request_by
from tests.server.office import APPROVE, SECONDS, Office, publishing_server
from tests.server.receivers import Hook, MailServer

pytestmark = [needs("approval"), pytest.mark.dev, pytest.mark.timeout(300)]

REJECT: Any = {"resume": {"decisions": [{"type": "reject", "message": "It arrived"}]}}


def _some(points: tuple[str, ...], in_ci: set[str]) -> list[Any]:
    """Mark those that every run of CI tries, and the others."""
    assert in_ci <= set(points)
    marks = {True: pytest.mark.slow, False: pytest.mark.faults}
    return [pytest.param(point, marks=marks[point in in_ci]) for point in points]


_STEPS = (
    *("before the decision", "after the decision", "before the intent", "after the intent"),
    *("before the target", "after the target", "before the outcome", "after the outcome"),
    *("before the record", "after the record", "before the writes", "after the writes"),
    *("before the checkpoint", "after the checkpoint"),
)
FILE = _some(
    (*_STEPS, "before its name", "after its name"),
    {"after the intent", "after its name", "before the record", "before the checkpoint"},
)
CALLS = _some(("head", "body", "answer"), {"body"})
_DECISION = ("before the decision", "after the decision")
DECIDED = _some((*_DECISION, *(f"{point}, listed" for point in _DECISION)), {"before the decision"})
HOOK = _some(_STEPS, set())


@pytest.fixture(scope="module")
def files(_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = Office(publishing_server(tmp_path_factory.mktemp("files"), _provider), _provider)
    yield office
    office.server.discard()


@pytest.fixture(scope="module")
def hooks(_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    hook = Hook()
    server = publishing_server(
        tmp_path_factory.mktemp("hooks"), _provider, PUBLISH_WEBHOOK_URL=hook.url
    )
    hook.kill = server.kill
    yield Office(server, _provider, hook)
    server.discard()
    hook.stop()


@pytest.mark.xdist_group("once-files")
@pytest.mark.parametrize("point", FILE)
async def test_a_file_is_written_once(files: Office, provider: Provider, point: str) -> None:
    await _killed(files, lambda: files.arm(point))


@pytest.mark.xdist_group("once-hooks")
@pytest.mark.parametrize("point", HOOK)
async def test_a_webhook_is_delivered_once(hooks: Office, provider: Provider, point: str) -> None:
    await _killed(hooks, lambda: hooks.arm(point))


async def _killed(office: Office, arm: Callable[[], None]) -> None:
    thread = await office.draft()
    arm()
    await office.server.client.runs.create(thread, "approval", command=APPROVE)
    await office.killed()
    await office.goes_on(thread)
    office.assert_each_is_out_once()


@pytest.mark.xdist_group("once-hooks")
@pytest.mark.parametrize("at", CALLS)
async def test_a_webhook_that_kills_its_caller_has_it_once(
    hooks: Office, provider: Provider, at: str
) -> None:
    await _killed(hooks, lambda: setattr(hooks.receiver, "kill_at", at))


@pytest.mark.xdist_group("once-files")
@pytest.mark.parametrize("point", DECIDED)
async def test_a_decision_in_the_inbox_is_not_lost(
    files: Office, provider: Provider, point: str
) -> None:
    text = {"title": "Seen", "body": f"By a person, {point}."}
    thread, request = await asyncio.to_thread(request_by, files.server, None, provider, text)
    files.approved[thread] = text
    await _killed_at_the_inbox(files, thread, request, point)


@pytest.mark.faults
@pytest.mark.xdist_group("once-files")
async def test_it_is_not_lost_though_its_request_begins_again(
    files: Office, provider: Provider
) -> None:
    client, written = files.server.client, threading.Event()
    text = {"title": "Seen", "body": "By a person, and listed as at work."}
    thread = await new_thread(client)
    files.approved[thread] = text
    asked = len(provider.requests)
    provider.reply(Reply(json=text, after=written))
    run = await client.runs.create(thread, "approval", input=user("We moved"))
    while len(provider.requests) == asked:
        await asyncio.sleep(0.05)
    await files.server.list_written()
    written.set()
    await client.runs.join(thread, run["run_id"])
    request = str((await client.threads.get_state(thread))["values"]["request"])  # type: ignore[call-overload]
    await _killed_at_the_inbox(files, thread, request, "after the decision")


async def _killed_at_the_inbox(office: Office, thread: str, request: str, point: str) -> None:
    office.arm(point)
    with pytest.raises(httpx.TransportError):
        await asyncio.to_thread(Visitor(office.server, None).decide, request, "approve")
    await office.killed()
    # Nobody decides again.
    async with asyncio.timeout(SECONDS):
        while office.approved[thread] not in office.out():
            await asyncio.sleep(0.2)
    await office.ended(thread, "published")
    office.assert_each_is_out_once()


@pytest.mark.faults
@pytest.mark.xdist_group("once-files")
async def test_time_travel_after_all_that_publishes_nothing(
    files: Office, provider: Provider
) -> None:
    thread = await files.draft()
    await files.approve(thread)
    for each in [*files.approved][-3:]:
        await files.travel(each)
    files.assert_each_is_out_once()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.mark.faults
async def test_an_email_is_sent_at_most_once_and_then_a_person_decides(
    provider: Provider, mail: MailServer, tmp_path: Path
) -> None:
    server = publishing_server(
        tmp_path,
        provider,
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(mail.port),
        SMTP_TLS="none",
        PUBLISH_EMAIL_FROM="news@example.com",
        PUBLISH_EMAIL_TO="all@example.com",
    )
    office = Office(server, provider)
    mail.kill, mail.kill_at = server.kill, "end"
    try:
        thread = await office.draft()
        await server.client.runs.create(thread, "approval", command=APPROVE)
        await office.killed()
        # The server goes on by itself, finds the attempt that nobody ended, and asks.
        async with asyncio.timeout(SECONDS):
            while True:
                state: Any = await server.client.threads.get_state(thread)
                waits = [i for task in state["tasks"] for i in task["interrupts"]]
                if state["values"]["status"] == "uncertain" and waits:
                    break
                await asyncio.sleep(0.2)
        assert mail.mails == 1
        values: Any = await server.client.runs.wait(thread, "approval", command=REJECT)
        assert (values["status"], mail.mails) == ("uncertain", 1)
    finally:
        server.discard()

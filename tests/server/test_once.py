"""`kill -9` at every step of a publication, then a restart: it is out once, and told as it is.

The receivers stand outside of the server, so they can kill it just as it asks them for something:
before a word of it, after all of it, and after their answer. A watch on the folder does the same
for files. What they took is counted by a ledger of their own.
"""

import asyncio
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from tests.provider import Provider, Reply
from tests.server.conversation import needs, new_thread, user
from tests.server.dev_server import DevServer
from tests.server.inbox_pages import Visitor, request_by

pytestmark = [needs("approval"), pytest.mark.faults]

TEXT = {"title": "We moved", "body": "To Main Street."}
APPROVE: Any = {"resume": {"decisions": [{"type": "approve"}]}}
DELAYS = (0.0, 0.05, 0.3, 0.6, 0.9)  # about as long as a run waits, begins and ends


class Hook:
    """A webhook's receiver that may kill the server which calls it.

    Attributes:
        kill_at: `head`, `body` or `answer`: how much of the next request it lets happen.
        deliveries: the key of each whole request.
    """

    def __init__(self) -> None:
        self.kill: Callable[[], None] = lambda: None
        self.kill_at = ""
        self.deliveries: list[str] = []
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._take, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        self._ready.set()
        self._loop.run_forever()

    def _killed(self, at: str) -> bool:
        if self.kill_at == at:
            self.kill_at = ""
            self.kill()
            return True
        return False

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            if not self._killed("head"):
                lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                await reader.readexactly(int(lines["content-length"]))
                self.deliveries.append(lines["idempotency-key"])
                if not self._killed("body"):
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                    await writer.drain()
                    self._killed("answer")
        writer.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.stop()


async def waiting(client: LangGraphClient, provider: Provider) -> str:
    thread = await new_thread(client)
    provider.reply(Reply(json=TEXT))
    await client.runs.wait(thread, "approval", input=user("We moved"))
    return thread


async def approve(server: DevServer, thread: str) -> Any:
    """Approve, whatever happens to the server meanwhile."""
    with suppress(Exception):
        return await server.client.runs.wait(thread, "approval", command=APPROVE)
    return None


async def resumed(server: DevServer, thread: str) -> Any:
    """What the thread comes to, by the server itself and two impatient clients beside it."""
    for _ in range(2):
        with suppress(Exception):
            await server.client.runs.create(thread, "approval", command=APPROVE)
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        state: Any = await server.client.threads.get_state(thread)
        if state["values"].get("status") in ("published", "uncertain") and not state["next"]:
            return state["values"]
        if state["tasks"] and state["tasks"][0]["interrupts"]:
            await approve(server, thread)
        await asyncio.sleep(0.3)
    raise AssertionError(f"it never ended: {state}")


def published(server: DevServer) -> list[Path]:
    """The files of what was asked for.

    A run that a kill cut off may begin again and bring its message in a second time. That is
    another request, with a draft of its own, which nobody scripted here.
    """
    return list((server.folder / "published").glob("we-moved-*.md"))


@pytest.mark.timeout(500)
async def test_a_webhook_is_delivered_once(
    start_server: Callable[..., DevServer], provider: Provider, hook: Hook
) -> None:
    server = start_server(PUBLISH_WEBHOOK_URL=hook.url)
    hook.kill = server.kill
    for at in ("head", "body", "answer"):
        thread = await waiting(server.client, provider)
        seen = set(hook.deliveries)
        hook.kill_at = at
        await approve(server, thread)
        assert not hook.kill_at, "it was not killed"
        server.start()
        values = await resumed(server, thread)
        assert values["status"] == "published"
        # A receiver that keeps keys has it once, however often it was sent.
        assert set(hook.deliveries) - seen == {values["publication"]["id"]}


@pytest.mark.timeout(500)
async def test_a_file_is_written_once(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    server = start_server()
    threads: list[str] = []
    for delay in DELAYS:
        threads.append(thread := await waiting(server.client, provider))
        asked = asyncio.create_task(approve(server, thread))
        await asyncio.sleep(delay)
        await asyncio.to_thread(server.kill)
        await asked
        await asyncio.to_thread(server.start)
        values = await resumed(server, thread)
        assert values["status"] == "published"
        assert len(published(server)) == len(threads)
    for path in published(server):
        assert path.read_text().endswith(f"\n{TEXT['body']}\n")
    # Time travel over each, and a second approval of it.
    for thread in threads:
        history: Any = await server.client.threads.get_history(thread, limit=50)
        for step in history:
            if step["next"] in (["publish"], ["review"]):
                place = {"checkpoint_id": step["checkpoint"]["checkpoint_id"]}
                await server.client.runs.wait(thread, "approval", checkpoint=place, input=None)
                await approve(server, thread)
    assert len(published(server)) == len(threads)


class MailServer(threading.Thread):
    """A mail server that kills its client at the end of a mail, before its own answer."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.kill: Callable[[], None] = lambda: None
        self.kill_next = True
        self.mails = 0
        self.port = 0
        self._ready = threading.Event()
        self.start()
        self._ready.wait()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        data = False
        while line := await reader.readline():
            if data and line != b".\r\n":
                continue
            if data:
                self.mails += 1
                if self.kill_next:
                    self.kill_next = False
                    self.kill()
                    break
            data = line.upper().startswith(b"DATA")
            writer.write(b"354 go on\r\n" if data else b"250 OK\r\n")
        writer.close()


@pytest.mark.timeout(500)
async def test_an_email_is_sent_at_most_once_and_then_a_person_decides(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    mail = MailServer()
    server = start_server(
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(mail.port),
        SMTP_TLS="none",
        PUBLISH_EMAIL_FROM="news@example.com",
        PUBLISH_EMAIL_TO="all@example.com",
    )
    mail.kill = server.kill
    thread = await waiting(server.client, provider)
    await approve(server, thread)
    server.start()
    # The server goes on by itself, finds the attempt that nobody ended, and asks.
    deadline = time.monotonic() + 100
    while True:
        state: Any = await server.client.threads.get_state(thread)
        if state["values"]["status"] == "uncertain" and state["tasks"][0]["interrupts"]:
            break
        assert time.monotonic() < deadline, json.dumps(state["values"])
        await asyncio.sleep(0.5)
    assert mail.mails == 1
    reject: Any = {"resume": {"decisions": [{"type": "reject", "message": "It arrived"}]}}
    values: Any = await server.client.runs.wait(thread, "approval", command=reject)
    assert (values["status"], mail.mails) == ("uncertain", 1)


@pytest.mark.timeout(200)
async def test_a_decision_in_the_inbox_is_not_lost(
    start_server: Callable[..., DevServer], provider: Provider
) -> None:
    server = start_server()
    thread, request = await asyncio.to_thread(request_by, server, None, provider, TEXT)
    visitor = Visitor(server, None)
    sent = asyncio.create_task(asyncio.to_thread(_decide, visitor, request))
    database = server.folder / ".parley" / "approvals.sqlite"
    await asyncio.to_thread(_until_recorded, database)
    server.kill()
    await sent
    server.start()
    deadline = time.monotonic() + 60
    while (await server.client.threads.get_state(thread))["values"]["status"] != "published":  # type: ignore[call-overload, index]
        assert time.monotonic() < deadline
        await asyncio.sleep(0.3)
    assert len(published(server)) == 1


def _decide(visitor: Visitor, request: str) -> None:
    with suppress(Exception):
        visitor.decide(request, "approve")


def _until_recorded(database: Path) -> None:
    with sqlite3.connect(database) as rows:
        while not rows.execute("SELECT 1 FROM parley_approval_decisions").fetchone():
            time.sleep(0.001)

"""A webhook gets a signed text with its key, again where that may help."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from examples.webhook.receive import genuine
from graphs.approval.targets import webhook
from graphs.approval.targets.target import Parcel, PublishError
from graphs.approval.targets.webhook import Webhook
from parley.approvals.text import Text
from parley.settings import settings

PARCEL = Parcel("the-key", Text(title="We moved", body="Zum Österplatz."), 0)
SECRET = "shared with the receiver"


@dataclass
class Receiver:
    """What came to a receiver, which answers with these in turn; "" is to hang up."""

    answers: list[str]
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@asynccontextmanager
async def receiver(*answers: str) -> AsyncIterator[Receiver]:
    """A receiver over a real socket."""
    got = Receiver(list(answers))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:]
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head)}
        got.headers.append(headers)
        got.bodies.append(await reader.readexactly(int(headers["content-length"])))
        said = got.answers.pop(0) if len(got.answers) > 1 else got.answers[0]
        if said:
            end = "content-length: 0\r\nconnection: close\r\n\r\n"
            writer.write(f"HTTP/1.1 {said}\r\n{end}".encode())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        got.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        yield got


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def set_up(url: str) -> None:
        monkeypatch.setenv("PUBLISH_WEBHOOK_URL", url)
        monkeypatch.setenv("PUBLISH_WEBHOOK_SECRET", SECRET)
        settings.cache_clear()

    return set_up


async def test_its_receiver_knows_it_is_genuine(hook: Callable[[str], None]) -> None:
    async with receiver("200 OK") as got:
        hook(got.url)
        assert await Webhook().send(PARCEL) == "127.0.0.1"
    [headers], [body] = got.headers, got.bodies
    assert headers["idempotency-key"] == "the-key"
    assert "Österplatz" in body.decode()
    assert genuine(headers["x-parley-signature"], body, SECRET)
    assert not genuine(headers["x-parley-signature"], body + b" ", SECRET)
    assert not genuine(headers["x-parley-signature"], body, "another secret")
    assert not genuine(webhook.signature(SECRET, body, at=1_000_000), body, SECRET)  # long ago
    assert not genuine("rubbish", body, SECRET)


@pytest.mark.parametrize("first", ["503 Busy", "429 Slow down\r\nretry-after: 0", ""])
async def test_it_is_sent_again_with_the_same_key(first: str, hook: Callable[[str], None]) -> None:
    async with receiver(first, "200 OK") as got:
        hook(got.url)
        await Webhook().send(PARCEL)
    assert [headers["idempotency-key"] for headers in got.headers] == ["the-key"] * 2


@pytest.mark.parametrize(
    ("answer", "tries", "maybe_out"),
    [("400 No", 1, False), ("302 Elsewhere", 1, False), ("500 Oops", 4, True), ("", 4, True)],
)
async def test_what_is_not_accepted_is_not_published(
    answer: str, tries: int, maybe_out: bool, hook: Callable[[str], None]
) -> None:
    async with receiver(answer) as got:
        hook(got.url)
        with pytest.raises(PublishError, match="did not accept it") as raised:
            await Webhook().send(PARCEL)
    assert (len(got.bodies), raised.value.maybe_out) == (tries, maybe_out)


async def test_nobody_listens(hook: Callable[[str], None]) -> None:
    hook("http://127.0.0.1:1/hook")
    with pytest.raises(PublishError, match="PUBLISH_WEBHOOK_URL") as raised:
        await Webhook().send(PARCEL)
    assert not raised.value.maybe_out

"""An email is sent, or not sent, or nobody knows: each is told as it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from graphs.approval.targets import email
from graphs.approval.targets.email import Email
from graphs.approval.targets.target import Parcel, PublishError
from parley.approvals.text import Text
from parley.settings import settings

PARCEL = Parcel(
    "key", Text(title="Wir ziehen um: zum Öster", body="Zum Österplatz."), 1_700_000_000
)


class Mailbox:
    """A mail server's own memory."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.says = "250 OK"
        self.refuses = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address == self.refuses:
            return "550 Nobody by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.says == "250 OK":
            assert isinstance(envelope.content, bytes)
            self.mails.append(envelope.content)
        return self.says


@pytest.fixture
async def mailbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailbox]:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    async with await loop.create_server(lambda: SMTP(box), "127.0.0.1", 0) as server:
        _set_up(monkeypatch, server.sockets[0].getsockname()[1])
        yield box


def _set_up(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_TLS": "none",
        "PUBLISH_EMAIL_FROM": "news@example.com",
        "PUBLISH_EMAIL_TO": "ann@example.com,bob@example.com",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()


async def test_it_arrives_as_it_was_approved(mailbox: Mailbox) -> None:
    assert await Email().send(PARCEL) == "ann@example.com, bob@example.com"
    [content] = mailbox.mails
    mail = message_from_bytes(content, policy=default)
    assert mail["Subject"] == PARCEL.text["title"]
    assert mail["To"] == "ann@example.com, bob@example.com"
    assert mail.get_content().strip() == PARCEL.text["body"]


@pytest.mark.parametrize(("says", "refuses"), [("554 No", ""), ("250 OK", "bob@example.com")])
async def test_a_mail_server_that_says_no(mailbox: Mailbox, says: str, refuses: str) -> None:
    mailbox.says, mailbox.refuses = says, refuses
    with pytest.raises(PublishError, match="did not take the email") as raised:
        await Email().send(PARCEL)
    assert not raised.value.maybe_out
    assert not mailbox.mails


@asynccontextmanager
async def silent_after(command: bytes, hang_up: bool) -> AsyncIterator[int]:
    """A mail server that says nothing more after this command; yields its port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        in_data = False
        while line := await reader.readline():
            if line.upper().startswith(command) and not in_data:
                break
            if in_data and line != b".\r\n":
                continue
            in_data = line.upper().startswith(b"DATA")
            writer.write(b"354 go on\r\n" if in_data else b"250 OK\r\n")
        if not hang_up:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("hang_up", [True, False])
@pytest.mark.parametrize(("command", "unknown"), [(b"RCPT", False), (b"DATA", True)])
async def test_a_mail_server_that_says_nothing(
    command: bytes, unknown: bool, hang_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "_STEP_SECONDS", 0.3)
    async with silent_after(command, hang_up) as port:
        _set_up(monkeypatch, port)
        with pytest.raises(PublishError) as raised:
            await Email().send(PARCEL)
    assert raised.value.maybe_out is unknown
    assert ("Nobody knows" in str(raised.value)) is unknown

"""Where publications arrive, outside of the server: each counts for itself, and may kill it."""

import asyncio
from collections.abc import Callable

from tests.server.listener import Listener


class Receiver(Listener):
    """Takes publications.

    Attributes:
        kill: kills the server that calls.
        kill_at: at which word of the next call that is done; empty for none.
    """

    def __init__(self) -> None:
        self.kill: Callable[[], None] = lambda: None
        self.kill_at = ""
        super().__init__()

    def killed(self, at: str) -> bool:
        """Kill the caller if this is the word, and return whether it was."""
        if self.kill_at != at:
            return False
        self.kill_at = ""
        self.kill()
        return True


class Hook(Receiver):
    """A webhook's receiver, which keeps keys; it kills at the `head`, the `body` or the `answer`.

    Attributes:
        bodies: what came, by its key.
        status: what it answers.
    """

    def __init__(self) -> None:
        self.bodies: dict[str, list[bytes]] = {}
        self.status = "200 OK"
        super().__init__()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if self.killed("head"):
            return
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(lines["content-length"]))
        self.bodies.setdefault(lines["idempotency-key"], []).append(body)
        if self.killed("body"):
            return
        writer.write(f"HTTP/1.1 {self.status}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        self.killed("answer")


class MailServer(Receiver):
    """A mail server; it kills at the `end` of a mail, before its own answer.

    Attributes:
        mails: how many came whole.
    """

    def __init__(self) -> None:
        self.mails = 0
        super().__init__()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        data = False
        while line := await reader.readline():
            if data and line != b".\r\n":
                continue
            if data:
                self.mails += 1
                if self.killed("end"):
                    return
            data = line.upper().startswith(b"DATA")
            writer.write(b"354 go on\r\n" if data else b"250 OK\r\n")

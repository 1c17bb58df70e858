"""A TCP port that leads to a Unix socket, until the way is cut."""

import asyncio
from contextlib import suppress

from tests.server.listener import Listener

_BYTES = 65_536


class Proxy(Listener):
    """Passes on what comes, either way."""

    def __init__(self, path: str) -> None:
        """Lead to the socket at `path`."""
        self._path = path
        self._refuses = False
        self._open: set[asyncio.StreamWriter] = set()
        self._passes = asyncio.Event()
        self._passes.set()
        super().__init__()

    def cut(self, *, told: bool) -> None:
        """Let nothing through; whether both ends are told, or only hear no more of each other."""
        self._loop.call_soon_threadsafe(self._cut, told)

    def mend(self) -> None:
        """Let all through again, what was sent into the silence too."""
        self._loop.call_soon_threadsafe(self._mend)

    def _cut(self, told: bool) -> None:
        self._passes.clear()
        self._refuses = told
        if told:
            for writer in self._open:
                writer.transport.abort()

    def _mend(self) -> None:
        self._refuses = False
        self._passes.set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join the connection with one to the socket, until either end closes."""
        if self._refuses:
            writer.transport.abort()
            return
        there, back = await asyncio.open_unix_connection(self._path)
        self._open |= {writer, back}
        ways = [self._pump(reader, back), self._pump(there, writer)]
        await asyncio.wait(
            [asyncio.create_task(way) for way in ways], return_when=asyncio.FIRST_COMPLETED
        )
        self._open -= {writer, back}
        back.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_BYTES):
                await self._passes.wait()
                writer.write(data)
                await writer.drain()
            await self._passes.wait()

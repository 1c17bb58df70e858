"""A TCP port that leads to a Unix socket, until the way is cut."""

import asyncio
import threading
from contextlib import suppress

_BYTES = 65_536


class Proxy:
    """Serves on a thread of its own.

    Attributes:
        port: where it listens.
    """

    def __init__(self, path: str) -> None:
        """Lead to the socket at `path`."""
        self.port = 0
        self._path = path
        self._refuses = False
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._passes = asyncio.Event()
        self._passes.set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def cut(self, *, told: bool) -> None:
        """Let nothing through; whether both ends are told, or only hear no more of each other."""
        self._loop.call_soon_threadsafe(self._cut, told)

    def mend(self) -> None:
        """Let all through again, what was sent into the silence too."""
        self._loop.call_soon_threadsafe(self._mend)

    def stop(self) -> None:
        """End, with every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _cut(self, told: bool) -> None:
        self._passes.clear()
        self._refuses = told
        if told:
            for writer in self._open:
                writer.transport.abort()

    def _mend(self) -> None:
        self._refuses = False
        self._passes.set()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._one, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        with suppress(OSError):
            there, back = await asyncio.open_unix_connection(self._path)
            self._open |= {writer, back}
            ways = [self._pump(reader, back), self._pump(there, writer)]
            await asyncio.wait(
                [asyncio.create_task(way) for way in ways], return_when=asyncio.FIRST_COMPLETED
            )
            self._open -= {writer, back}
            back.close()
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_BYTES):
                await self._passes.wait()
                writer.write(data)
                await writer.drain()
            await self._passes.wait()

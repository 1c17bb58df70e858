"""A server that takes connections and never answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Silent:
    """Where it listens, as host and port, and how often it was called."""

    def __init__(self) -> None:
        self.address = ""
        self.asked = 0
        self.over = asyncio.Event()

    async def hang(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection, and leave it at that."""
        self.asked += 1
        await self.over.wait()
        writer.close()


@asynccontextmanager
async def silent() -> AsyncIterator[Silent]:
    """Listen on loopback until the end, which is the end of each connection too."""
    it = Silent()
    server = await asyncio.start_server(it.hang, "127.0.0.1", 0)
    it.address = "{}:{}".format(*server.sockets[0].getsockname())
    try:
        yield it
    finally:
        it.over.set()
        server.close()
        await server.wait_closed()

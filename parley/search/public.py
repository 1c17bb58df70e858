"""Connects to public addresses only, to the very one that was checked.

A name is resolved here, all of its addresses are looked at, and one of them is connected to:
between check and connection nobody can give the name another address (DNS rebinding). TLS is still
held against the name. It is the connection that is checked, so no redirect gets past it.
"""

import asyncio
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpcore
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

type Address = IPv4Address | IPv6Address


class NotPublicError(ConnectionError):
    """The address belongs to this machine or to a private network."""


def is_public(address: Address) -> bool:
    """Return whether anyone on the internet could reach this address."""
    if isinstance(address, IPv6Address):
        # An address within an address leads to the one inside.
        inner = address.ipv4_mapped or address.sixtofour or _behind_nat64(address)
        if inner:
            return is_public(inner)
        if address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    # RFC 6052's well-known prefix, 64:ff9b::/96.
    return IPv4Address(int(address) & 0xFFFFFFFF) if int(address) >> 32 == 0x64FF9B << 64 else None


class PublicOnly(AsyncNetworkBackend):
    """httpcore's own connections, each to an address that was checked."""

    def __init__(self, allowed: Callable[[Address], bool]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to a checked address of `host`.

        Raises:
            NotPublicError: one of its addresses is not public.
            httpcore.ConnectError: it has none, or doesn't answer.
        """
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )
        except OSError as error:
            raise httpcore.ConnectError("the name has no address") from error
        addresses = [str(info[4][0]).partition("%")[0] for info in found]
        # A name with one private address among public ones is somebody's trick.
        if not all(self._allowed(ip_address(address)) for address in addresses):
            raise NotPublicError
        return await self._inner.connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """No path is public.

        Raises:
            NotPublicError: always.
        """
        raise NotPublicError

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

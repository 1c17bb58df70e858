"""Addresses of machines, and what a URL says that it shouldn't."""

import ipaddress
import re
from collections.abc import Iterator

from parley.safety.pii.span import Span

_V4 = re.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-])(?!\.\d)")
# `v1.2.3.4` and `version 1.2.3.4` are releases.
_RELEASE = re.compile(r"(?:version|release|ver\.|v\.) ?\Z", re.IGNORECASE)
_V6 = re.compile(
    r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\.\d{1,3}){3})?(?![\w:])"
)
_MAC = re.compile(
    r"(?<![\w:.-])(?:[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}"
    r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![\w:-])(?!\.\w)"
)

_TAG = r"(?!\[[A-Z_]{2,12}[ \]])"  # what Parley wrote there itself
_USER_INFO = re.compile(rf"(?<=://){_TAG}[^\s/@:?#]{{0,256}}:({_TAG}[^\s/@]{{1,512}})@")
_PARAMETER = re.compile(
    r"[?&#;](?:(?:[\w.-]{0,32}[_.-])?(?:token|key|apikey|secret|signature|sig|passw(?:or)?d|pwd|auth|"
    r"credentials?|session(?:id)?)|sid|code)=" + _TAG + r"([^\s&#;\"'<>]{4,2048})",
    re.IGNORECASE,
)


def addresses(text: str) -> Iterator[Span]:
    """Yield IP addresses that may be somebody's: not this machine's own, nor none at all."""
    for found in _V4.finditer(text):
        if not _RELEASE.search(text, max(0, found.start() - 9), found.start()):
            yield from _if_address(found)
    for found in _V6.finditer(text):
        if any(character.isdigit() for character in found[0]):
            yield from _if_address(found)


def _if_address(found: re.Match[str]) -> Iterator[Span]:
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:
        return
    if not (address.is_loopback or address.is_unspecified):
        yield Span("ip", found.start(), found.end())


def interfaces(text: str) -> Iterator[Span]:
    """Yield MAC addresses; all zeros or all ones is nobody's."""
    for found in _MAC.finditer(text):
        if set(found[0].lower()) - set(":-.") not in ({"0"}, {"f"}):
            yield Span("mac", found.start(), found.end())


def url_secrets(text: str) -> Iterator[Span]:
    """Yield the password in a URL's user info, and values of parameters that let someone in."""
    for found in _USER_INFO.finditer(text):
        yield Span("url_secret", found.start(1), found.end(1))
    for found in _PARAMETER.finditer(text):
        yield Span("url_secret", found.start(1), found.end(1))

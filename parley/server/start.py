"""What is checked before anything is served: the settings, and that no stranger comes in."""

import difflib
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from dotenv import dotenv_values

from parley.safety.pii import configured, names
from parley.server.engine import is_aegra
from parley.settings import Settings, settings
from parley.settings.error import SettingsError

log = structlog.get_logger(__name__)

_EVERYWHERE = "0.0.0.0"  # noqa: S104
_PREFIXES = ("PARLEY_", "AUTH_", "RATE_", "PII_")
_OF_CLIENTS = {"PARLEY_URL"}


def check() -> None:
    """Return when this process may serve.

    Raises:
        SystemExit: it may not; the sentence that says why is the last line that is printed.
    """
    try:
        reason = _unequipped() or _open(os.environ)
    except SettingsError as error:
        reason = str(error)
    if reason:
        _end_reloader()
        sys.exit(reason)


def warn() -> None:
    """Log each variable that looks like one of Parley's but is none."""
    file = Settings.model_config.get("env_file")
    written = dotenv_values(file) if isinstance(file, str) else {}
    for name, meant in unknown(os.environ.keys() | written.keys()):
        hint = f"; did you mean {meant}?" if meant else "."
        log.warning(f"Parley reads no variable {name}{hint}")


def unknown(names: Iterable[str]) -> list[tuple[str, str | None]]:
    """Return the names that look like variables of Parley's, each with the one it may mean."""
    known = {field.upper() for field in Settings.model_fields}
    strange = {name.upper() for name in names} - known - _OF_CLIENTS
    ours = sorted(name for name in strange if name.startswith(_PREFIXES))
    return [(name, next(iter(difflib.get_close_matches(name, known, 1)), None)) for name in ours]


def bound(environment: Mapping[str, str]) -> str:
    """Return the host that the server is reached at.

    `langgraph dev` says where it will listen, and the open engine is told where; whatever else
    serves, an image for example, is there to be reached.
    """
    if is_aegra():
        given = sys.argv[sys.argv.index("--host") + 1 :] if "--host" in sys.argv else []
        return given[0] if given else _EVERYWHERE
    if environment.get("LANGSMITH_LANGGRAPH_API_VARIANT") != "local_dev":
        return _EVERYWHERE
    return urlsplit(environment.get("LANGGRAPH_API_URL", "")).hostname or _EVERYWHERE


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches `host`, an address or a name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return all(ip_address(address[0]).is_loopback for *_, address in found)
    except (OSError, ValueError):  # nobody's name, or not even one
        return False


def _unequipped() -> str | None:
    return names.MISSING if configured().wants_names and not names.available() else None


def _open(environment: Mapping[str, str]) -> str | None:
    if settings().auth_on or settings().parley_allow_open:
        return None
    host = bound(environment)
    if is_loopback(host):
        return None
    return (
        f"Parley refuses to serve {host} without log-in: set AUTH_API_KEYS or AUTH_JWT_JWKS_URL, "
        "or PARLEY_ALLOW_OPEN=1 if something in front of it asks who comes in."
    )


def _end_reloader() -> None:
    # Bare `langgraph dev` would wait for a change of a file, which mends no environment. It takes
    # SIGTERM for a good end, and ignores SIGHUP under `nohup`.
    if (parent := multiprocessing.parent_process()) and parent.pid:
        os.kill(parent.pid, signal.SIGKILL)

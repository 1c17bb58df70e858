"""The model hub: its real client against a hub on loopback."""

import hashlib
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from parley.models.embedded import hub
from parley.models.embedded.download import UnreachableError
from parley.models.embedded.pinned import Pinned


@pytest.fixture
def requests(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """The headers of each request that reached a hub that has the file."""
    seen: list[dict[str, str]] = []

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            seen.append(dict(self.headers))
            self.send_response(200 if self.path.endswith("/weights.gguf") else 404)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield seen
        server.shutdown()


def test_fetches_the_file(
    requests: list[dict[str, str]], pinned: Pinned, folder: Path, content: bytes
) -> None:
    assert hub.fetch(pinned, folder, lambda _: None, Event()).read_bytes() == content


def test_sends_no_token(
    requests: list[dict[str, str]],
    pinned: Pinned,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    hub.fetch(pinned, folder, lambda _: None, Event())
    assert not [headers for headers in requests if "hf_secret" in str(headers)]


def test_a_hub_that_refuses_connections_costs_seconds(
    pinned: Pinned, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(UnreachableError):
            hub.fetch(pinned, folder, lambda _: None, Event())


def test_a_hub_that_never_answers_costs_seconds(
    pinned: Pinned, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(UnreachableError):
            hub.fetch(pinned, folder, lambda _: None, Event())
    assert time.monotonic() - began < 10


def test_a_broken_download_leaves_nothing(
    pinned: Pinned, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_PATIENCE", 0.2)
    with pytest.raises(UnreachableError):
        hub.fetch(pinned, folder, lambda _: None, Event())
    assert not (folder / "hub").exists()

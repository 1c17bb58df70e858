import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml

from graphs.approval.publishing import PublishError, publish_text
from graphs.approval.state import Announcement
from parley.settings import settings

TEXT = Announcement(title="We: moved!", body="To Main Street.\n\nCome by.")


async def test_a_file_with_front_matter_is_written() -> None:
    publication = await publish_text(TEXT, "thread")
    _, front, body = Path(publication["location"]).read_text().split("---\n", 2)
    assert yaml.safe_load(front)["title"] == "We: moved!"
    assert body.strip() == TEXT.body


async def test_the_same_text_on_the_same_thread_is_the_same_publication() -> None:
    first = await publish_text(TEXT, "thread")
    again = await publish_text(TEXT, "thread")
    assert first["location"] == again["location"]


async def test_two_threads_never_share_a_file() -> None:
    first = await publish_text(TEXT, "one")
    other = await publish_text(TEXT, "two")
    assert first["location"] != other["location"]


async def test_a_title_cannot_leave_the_folder() -> None:
    publication = await publish_text(Announcement(title="../../etc/passwd", body="B"), "thread")
    assert Path(publication["location"]).parent == settings().parley_publish_dir


async def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "published").write_text("a file stands in the way")
    with pytest.raises(PublishError, match="PARLEY_PUBLISH_DIR"):
        await publish_text(TEXT, "thread")


@asynccontextmanager
async def receiver(status: str, got: list[bytes]) -> AsyncIterator[str]:
    """A webhook's receiver over a real socket, which answers every request alike."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read(65536))
        writer.write(
            f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"


async def test_a_webhook_gets_the_text_and_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[bytes] = []
    async with receiver("200 OK", got) as url:
        monkeypatch.setenv("PUBLISH_WEBHOOK_URL", url)
        settings.cache_clear()
        publication = await publish_text(TEXT, "thread")
    assert f"Idempotency-Key: {publication['id']}".lower().encode() in got[0].lower()
    assert b"To Main Street." in got[0]


async def test_a_webhook_that_fails_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver("500 Oops", []) as url:
        monkeypatch.setenv("PUBLISH_WEBHOOK_URL", url)
        settings.cache_clear()
        with pytest.raises(PublishError, match="did not accept"):
            await publish_text(TEXT, "thread")
    assert not settings().parley_publish_dir.exists()

"""The act itself: a Markdown file, or a webhook when one is configured."""

import asyncio
import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import structlog
import yaml

from graphs.approval.state import Announcement, Publication
from parley.settings import settings

log = structlog.get_logger(__name__)


class PublishError(RuntimeError):
    """One sentence for the reviewer: why nothing was published and what to do."""


async def publish_text(text: Announcement, thread_id: str) -> Publication:
    """Publish to PUBLISH_WEBHOOK_URL, or else as a file in PARLEY_PUBLISH_DIR.

    The same text on the same thread has the same id, so that a repeated call replaces its own
    file and a receiver can drop the second delivery (`Idempotency-Key`).

    Raises:
        PublishError: the folder can't be written or the webhook did not accept.
    """
    digest = hashlib.sha256("\0".join([thread_id, text.title, text.body]).encode())
    key = digest.hexdigest()[:16]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if url := settings().publish_webhook_url:
        location = await _send(url, key, text)
        return Publication(id=key, target="webhook", location=location, published_at=now)
    path = await asyncio.to_thread(_write, settings().parley_publish_dir, key, text, now)
    return Publication(id=key, target="file", location=str(path), published_at=now)


def _write(folder: Path, key: str, text: Announcement, now: str) -> Path:
    slug = re.sub(r"[^a-z0-9]+", "-", text.title.lower()).strip("-")[:60] or "announcement"
    path = folder / f"{slug}-{key}.md"
    front = yaml.safe_dump(
        {"title": text.title, "published_at": now, "id": key}, allow_unicode=True, sort_keys=False
    )
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write(f"---\n{front}---\n\n{text.body}\n")
            file.flush()
            os.fsync(file.fileno())
        # A reader sees the whole file or none.
        part.replace(path)
    except OSError as error:
        log.warning("publication not written", path=str(path), error=repr(error))
        raise PublishError(
            f"Nothing was published: {folder} can't be written; "
            "make room or set PARLEY_PUBLISH_DIR, then approve again."
        ) from error
    return path


async def _send(url: str, key: str, text: Announcement) -> str:
    body = {"id": key, "title": text.title, "body": text.body}
    host = httpx.URL(url).host
    try:
        async with httpx.AsyncClient(timeout=10) as http:
            answer = await http.post(url, json=body, headers={"Idempotency-Key": key})
        answer.raise_for_status()
    except httpx.HTTPError as error:
        log.warning("webhook failed", host=host, error=repr(error))
        raise PublishError(
            f"Nothing was published: the webhook at {host} did not accept it; "
            "check PUBLISH_WEBHOOK_URL and its receiver, then approve again."
        ) from error
    return host

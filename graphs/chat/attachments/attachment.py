"""An attachment, in the forms in which clients send one: LangChain's standard ones and OpenAI's."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage

_KINDS = {"file", "text-plain", "image", "image_url", "input_file", "audio", "video", "input_audio"}


# Before the words of each file, in the message that it came with.
ATTACHED = "\n\nAttached, "


@dataclass(frozen=True)
class Attachment:
    """What a content block holds.

    Attributes:
        name: as the user knows it.
        mime: its type, as the client says.
        data: its bytes; None when the block holds none that can be read.
        is_image: it is to be seen, not read.
    """

    name: str
    mime: str
    data: bytes | None
    is_image: bool


def attachment(block: Any) -> Attachment | None:
    """Return what the block holds, or None for text. Decodes megabytes: call it off the loop."""
    if not isinstance(block, Mapping) or block.get("type") not in _KINDS:
        return None
    file = block.get("file")
    inner: Mapping[str, Any] = file if isinstance(file, Mapping) else block
    image = block.get("image_url")
    url = image.get("url") if isinstance(image, Mapping) else image
    raw = inner.get("file_data") or inner.get("base64") or inner.get("data") or url or ""
    mime = str(inner.get("mime_type") or inner.get("mimeType") or "")
    if isinstance(raw, str) and raw.startswith("data:"):
        head, _, raw = raw.partition(",")
        mime = mime or head[5:].partition(";")[0]
    extra = block.get("metadata") or block.get("extras") or {}
    name = inner.get("filename") or extra.get("filename") or extra.get("name") or "the attachment"
    kind = block["type"]
    is_image = kind in {"image", "image_url"} or mime.startswith("image/")
    if kind == "text-plain" and isinstance(inner.get("text"), str):
        return Attachment(str(name), "text/plain", inner["text"].encode(), False)
    return Attachment(str(name)[:100], mime.lower(), _bytes(raw), is_image)


def typed(message: BaseMessage) -> str:
    """Return what the user wrote, without the words of what they attached."""
    return message.text.partition(ATTACHED)[0]


def is_attachment(block: Any) -> bool:
    """Tell whether the block is one, without decoding it."""
    return isinstance(block, Mapping) and block.get("type") in _KINDS


def _bytes(raw: Any) -> bytes | None:
    if isinstance(raw, bytes):
        return raw
    try:
        return base64.b64decode(raw, validate=True) or None
    except (binascii.Error, TypeError, ValueError):
        return None

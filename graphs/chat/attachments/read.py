"""Puts the words of what is attached into the message, in place of the file.

So the state keeps a bounded text and not megabytes that every later turn would load and send.
"""

import asyncio
import base64
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.chat.attachments.attachment import ATTACHED, Attachment, attachment, is_attachment
from graphs.chat.attachments.words import AttachmentError, words_of
from graphs.chat.context import Context
from parley.models.node import in_time
from parley.models.roles import chat_model
from parley.safety.spotlight import new_code, spotlit

_BLIND = (
    "The model that answers here can't see images: describe the picture in words, or ask whoever "
    "runs this server for a model that sees."
)
# A message with many files is still one message.
_MAX_FILES = 4
_IMAGE_BYTES = 4_000_000
_DONE = "attachments_read"


def unread(messages: Sequence[BaseMessage]) -> HumanMessage | None:
    """Return the newest message if it holds attachments that were not read yet."""
    newest = messages[-1]
    if not isinstance(newest, HumanMessage) or isinstance(newest.content, str):
        return None
    if newest.response_metadata.get(_DONE):
        return None
    return newest if any(map(is_attachment, newest.content)) else None


@in_time
async def read(state: dict[str, Any], runtime: Runtime[Context]) -> Command[Any]:
    """Read them; what can't be read is said in one sentence, and the thread stays usable."""
    message = state["messages"][-1]
    context = runtime.context or Context()
    can_see = sees(await chat_model("chat", context.model))
    try:
        blocks = await _read(message.content, can_see)
    except AttachmentError as error:
        text = message.text.strip()
        said = f"{text}\n\n[an attachment that could not be read]".strip()
        kept = message.model_copy(update={"content": said})
        return Command(update={"messages": [kept, AIMessage(str(error))]}, goto="__end__")
    if all(block["type"] == "text" for block in blocks):
        content: Any = "".join(block["text"] for block in blocks)
    else:
        content = blocks
    done = {**message.response_metadata, _DONE: True}
    kept = message.model_copy(update={"content": content, "response_metadata": done})
    return Command(update={"messages": [kept]}, goto="respond")


def sees(model: BaseChatModel) -> bool:
    """Tell whether the model takes images."""
    return bool((model.profile or {}).get("image_inputs"))


def unseen(message: BaseMessage) -> BaseMessage:
    """Return a message as a model gets it that can't see the images of earlier turns."""
    if isinstance(message.content, str) or not any(map(is_attachment, message.content)):
        return message
    text = f"{message.text}\n\n[an image that you can't see]".strip()
    return message.model_copy(update={"content": text})


async def _read(content: Sequence[Any], can_see: bool) -> list[dict[str, Any]]:
    if sum(map(is_attachment, content)) > _MAX_FILES:
        raise AttachmentError(f"At most {_MAX_FILES} files are taken: attach fewer.")
    code = new_code()
    blocks: list[dict[str, Any]] = []
    for block in content:
        attached = attachment(block)
        if attached is None:
            text = block if isinstance(block, str) else str(block.get("text", ""))
            blocks.append({"type": "text", "text": text})
        elif attached.is_image:
            blocks.append(await asyncio.to_thread(_image, attached, can_see))
        else:
            words = await spotlit(await asyncio.to_thread(words_of, attached), code)
            blocks.append({"type": "text", "text": f"{ATTACHED}{attached.name}:\n{words}"})
    # What the user wrote first, wherever a client puts it.
    return sorted(blocks, key=lambda one: str(one.get("text", "")).startswith(ATTACHED))


def _image(attached: Attachment, can_see: bool) -> dict[str, Any]:
    if not can_see:
        raise AttachmentError(_BLIND)
    if attached.data is None or len(attached.data) > _IMAGE_BYTES:
        raise AttachmentError(
            f"The image can't be used: attach the file itself, of at most "
            f"{_IMAGE_BYTES // 1_000_000} MB. Addresses are not followed."
        )
    encoded = base64.b64encode(attached.data).decode()
    return {"type": "image", "base64": encoded, "mime_type": attached.mime or "image/png"}

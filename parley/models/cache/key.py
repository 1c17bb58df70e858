"""Which requests are the same one."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.load import dumps
from langchain_core.messages import BaseMessage
from pydantic import BaseModel

from parley.models.cache.kept import seconds
from parley.models.cache.whose import whose

# What a message carries besides what is sent: where it came from, and at what price.
_NOT_SENT = {"id", "response_metadata", "usage_metadata"}


class Key(NamedTuple):
    """What an answer is kept under."""

    user: str
    request: str


def key_of(
    model: BaseChatModel, messages: Sequence[BaseMessage], asked: dict[str, Any], *, streamed: bool
) -> Key | None:
    """Return the key of a request, the same for the same one; None when its answer may differ.

    Args:
        model: with all that it was built with: endpoint, name, limits.
        messages: the prompt.
        asked: the call's own arguments, such as tools, a schema or words to stop at.
        streamed: whether the answer comes in chunks, which is another form to keep.
    """
    if not seconds():
        return None  # and no time spent on it
    user = whose()
    if user is None or not _settled(model, asked):
        return None
    sent = [message.model_dump(exclude=_NOT_SENT) for message in messages]
    try:
        request = json.dumps([dumps(model), sent, asked, streamed], default=_plain)
    except (TypeError, ValueError):  # whatever JSON doesn't know can't be compared
        return None
    return Key(user, sha256(request.encode()).hexdigest())


def _settled(model: BaseChatModel, asked: dict[str, Any]) -> bool:
    """Whether the same answer would come again, or one that is as good.

    At temperature 0 it is the model's likeliest. Reasoning models take no temperature: of theirs,
    typed answers count, which are decisions and no conversation.
    """
    temperature = asked.get("temperature", getattr(model, "temperature", None))
    return bool(temperature == 0 or (temperature is None and asked.get("response_format")))


def _plain(value: object) -> object:
    # By content: two schemas made at different times may share a name.
    if isinstance(value, type) and issubclass(value, BaseModel):
        return value.model_json_schema()
    if isinstance(value, BaseModel):
        return value.model_dump()
    raise TypeError

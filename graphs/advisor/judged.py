"""Advice that is kept: it depends on nothing but the use case and the model.

A task and not the node is cached. The key of a node sees the state only, neither the user nor the
model; and a node's writes hold a message, which with its old id would replace the earlier answer
of the same thread instead of following it.
"""

import json
from typing import Any
from uuid import uuid4

from langchain_core.messages import AnyMessage
from langgraph.func import task
from langgraph.types import CachePolicy

from graphs.advisor.chain import Advice, advisor


def key(message: AnyMessage, model: str | None, user: str | None) -> str:
    """Return what an equal question has in common: user, model and words.

    Case, white space and a full stop at the end make no other use case. Nearness in meaning is no
    safe key: what keeps "approved by an editor" from "read by an editor" in a short sentence takes
    them for the same one in a use case of fifty words (tests/graphs/advisor/pairs.jsonl).

    Args:
        message: the use case.
        model: written like PARLEY_MODEL; None is the configured one.
        user: who asks; None when nobody can tell, and then no key is equal to another.
    """
    words = message.content
    if isinstance(words, str):
        words = " ".join(words.casefold().split()).removesuffix(".")
    return json.dumps([user or uuid4().hex, model, words])


async def judged(message: AnyMessage, model: str | None, user: str | None) -> Advice:
    """Ask the chain, unless the same user asked the same thing within MODEL_CACHE_SECONDS.

    Raises:
        ModelError: no model can answer, or its answer has the wrong form.
    """
    advice: Advice = await _judge(message, model, user)
    return advice


async def _ask(message: AnyMessage, model: str | None, user: str | None) -> Advice:
    return await advisor(model).ainvoke({"messages": [message]})


# With a policy, its types lose what a coroutine returns.
_untyped: Any = task
_judge = _untyped(name="judge", cache_policy=CachePolicy(key_func=key))(_ask)

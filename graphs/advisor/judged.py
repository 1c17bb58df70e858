"""Advice that is kept: it depends on nothing but the use case and the model.

It is kept twice: for the same words, by LangGraph, and for others that mean the same, by us. The
first is of a task and not of the node, whose key would see the state only, neither the user nor
the model, and whose writes hold a message: with its old id it would replace the earlier answer of
the same thread instead of following it.
"""

import json
from typing import Any
from uuid import uuid4

from langchain_core.messages import AnyMessage
from langgraph.func import task
from langgraph.types import CachePolicy

from graphs.advisor.chain import Advice, advisor
from parley.models.cache.near import Near


def key(message: AnyMessage, model: str | None, user: str | None) -> str:
    """Return what an equal question has in common: user, model and words.

    Case, white space and a full stop at the end make no other use case.

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
    if user is None or not isinstance(message.content, str):
        return await _exactly(message, model, user)
    known = await _near.find((user, model), message.content)
    if known is not None:
        return known
    advice = await _exactly(message, model, user)
    await _near.keep((user, model), message.content, advice)
    return advice


_near: Near[Advice] = Near("advice")


async def _exactly(message: AnyMessage, model: str | None, user: str | None) -> Advice:
    advice: Advice = await _judge(message, model, user)
    return advice


async def _ask(message: AnyMessage, model: str | None, user: str | None) -> Advice:
    return await advisor(model).ainvoke({"messages": [message]})


# With a policy, its types lose what a coroutine returns.
_untyped: Any = task
_judge = _untyped(name="judge", cache_policy=CachePolicy(key_func=key))(_ask)

"""The one layer between a graph and a provider's chat model."""

from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from parley.models.errors import clear_errors


class Protected(BaseChatModel):
    """Mixed into a provider's class, so that all it offers (tools, typed answers) still works."""

    async def _agenerate(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> ChatResult:
        with clear_errors(endpoint_of(self)):
            return await super()._agenerate(messages, *args, **kwargs)

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        with clear_errors(endpoint_of(self)):
            async for chunk in super()._astream(messages, *args, **kwargs):
                yield chunk


def endpoint_of(model: BaseChatModel) -> str:
    """How a person would name the place that `model` calls: its URL, or else its provider."""
    if getattr(model, "model_name", None) == "embedded":
        return "the embedded model"
    url = getattr(model, "openai_api_base", None)
    return str(url or model._llm_type.removesuffix("-chat"))


def protect(model: BaseChatModel) -> BaseChatModel:
    """Put the protections around a provider's model, which stays an instance of its class."""
    model.__class__ = _protected(type(model))
    return model


@cache
def _protected(provider: type[BaseChatModel]) -> type[BaseChatModel]:
    # The provider's name stays: traces and stored runs are read by it.
    return type(provider.__name__, (Protected, provider), {"__module__": provider.__module__})

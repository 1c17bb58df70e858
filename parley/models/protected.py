"""The one layer between a graph and a provider's chat model: every protection, in its order."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, NoReturn, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field

from parley.models.breaker import Breaker
from parley.models.budget import within_budget
from parley.models.cache.cached import cached
from parley.models.cache.key import Key, key_of
from parley.models.call import Call
from parley.models.checked import checked, checked_stream
from parley.models.errors import ModelError, clear_errors
from parley.models.fallback import or_second, or_sentence
from parley.models.retry import retried
from parley.models.timeouts import Timeouts, timed
from parley.models.tools import Tools, arguments
from parley.models.traffic import Traffic
from parley.models.usage import Meter
from parley.safety import acts


class SyncError(TypeError):
    """One sentence for the developer."""

    def __init__(self) -> None:
        super().__init__(
            "Parley's models answer on an event loop only, where their protections are: use "
            "`await model.ainvoke(...)` or `model.astream(...)`."
        )


@dataclass(frozen=True)
class Protection:
    """How the calls of one model are protected.

    Attributes:
        endpoint: how a person would name the place that is called.
        timeouts: of each try.
        retries: how many tries more than the first.
        breaker: of the endpoint, for all its models and roles.
        traffic: the queue in front of the endpoint.
        meter: counts what each try used.
        second: finds the model that answers when this one can't.
        tools: what was bound to the model, so that the second one gets it in its own form.
        speaks: a user reads the answer, so that a sentence of ours can stand for it.
        typed: the answer is an object, so that a part of it is of no use.
    """

    endpoint: str
    timeouts: Timeouts
    retries: int
    breaker: Breaker
    traffic: Traffic
    meter: Meter
    second: Callable[[], Awaitable[BaseChatModel]] | None = None
    tools: Tools | None = None
    speaks: bool = False
    typed: bool = False

    def around[T](
        self,
        once: Call[T],
        second: Callable[[BaseChatModel, dict[str, Any]], Call[T]],
        asked: dict[str, Any],
        sentence: Callable[[str], T],
        said: Callable[[T], bool] | None,
        check: Callable[[Call[T]], Call[T]],
        key: Key | None,
    ) -> Call[T]:
        """Return the call with all protections, the innermost first.

        Args:
            once: one try of the provider.
            second: the same call of another model, with the arguments in its own form.
            asked: the call's own arguments, such as tools or words to stop at.
            sentence: makes an item of the answer from a text of ours.
            said: whether an item holds any of the answer; None when it comes whole.
            check: makes of a call one whose answer is as it may be read.
            key: what the same request has in common; None when the answer is not to be kept.
        """
        call = timed(self.meter.counted(once), self.timeouts, streams=said is not None)
        call = _in_our_words(call, self.endpoint)
        # Each try counts for the breaker, and waits in the queue anew.
        call = self.breaker.guarded(call)
        call = self.traffic.queued(call)
        call = self.breaker.spared(call)
        # What is held back here was read by nobody, so a try that breaks off may be tried again.
        call = check(call)
        call = retried(call, self.retries, said or (lambda whole: True), self.endpoint)
        call = within_budget(call)
        # What this model answered once needs neither the budget nor a closed breaker.
        call = cached(call, key)
        if find := self.second:

            async def found() -> Call[T]:
                model = await find()
                return second(model, self.tools.of(model, asked) if self.tools else asked)

            call = or_second(call, found)
        if self.speaks:
            call = or_sentence(call, sentence)
        return call


class Protected(BaseChatModel):
    """Mixed into a provider's class, so that all it offers (tools, typed answers) still works."""

    protection: Any = Field(default=None, exclude=True, repr=False)
    # A provider's own events would pass all of this by: LangChain makes them of `_astream`.
    _astream_chat_model_events: ClassVar[None] = None

    # A provider's own class would answer these past all of this.
    def generate(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SyncError

    def stream(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SyncError

    def stream_events(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SyncError

    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Runnable[Any, AIMessage]:
        """Offer tools as the provider's own class does, and to a second model in its own form."""
        acts.check(tools)
        own = arguments(super().bind_tools(tools, **options))
        again = Tools(frozenset(own), lambda model: model.bind_tools(tools, **options))
        protection = replace(self.protection, tools=again)
        return self.model_copy(update={"protection": protection}).bind(**own)

    async def _agenerate(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> ChatResult:
        generate = super()._agenerate

        async def once() -> AsyncIterator[ChatResult]:
            yield await generate(messages, *args, **kwargs)

        def second(model: BaseChatModel, asked: dict[str, Any]) -> Call[ChatResult]:
            async def other() -> AsyncIterator[ChatResult]:
                yield await model._agenerate(messages, *args, **asked)

            return other

        def check(call: Call[ChatResult]) -> Call[ChatResult]:
            return checked(call, messages, self._is_typed(kwargs))

        key = key_of(self, messages, kwargs, streamed=False)
        call = self.protection.around(once, second, kwargs, _whole, None, check, key)
        # To its end: that is when a call counts as answered.
        results: list[ChatResult] = [result async for result in call()]
        return results[-1]

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        stream = super()._astream
        # To it, a provider's own class would tell each token before it is checked.
        args, _ = args[:1], kwargs.pop("run_manager", None)

        async def once() -> AsyncIterator[ChatGenerationChunk]:
            ended = self._llm_type not in _SAY_THEIR_END
            async with aclosing(stream(messages, *args, **kwargs)) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    ended = ended or _is_end(chunk)
                    yield chunk
            if not ended:
                raise ModelError(
                    f"The answer from {endpoint_of(self)} broke off: try again.", transient=True
                )

        def second(model: BaseChatModel, asked: dict[str, Any]) -> Call[ChatGenerationChunk]:
            return lambda: model._astream(messages, *args, **asked)

        def check(call: Call[ChatGenerationChunk]) -> Call[ChatGenerationChunk]:
            typed = self._is_typed(kwargs)
            return checked_stream(call, messages, typed, self.protection.meter)

        key = key_of(self, messages, kwargs, streamed=True)
        call = self.protection.around(once, second, kwargs, _chunk, _has_said, check, key)
        async with aclosing(call()) as answer:
            async for chunk in answer:
                yield chunk

    def _is_typed(self, asked: dict[str, Any]) -> bool:
        return bool(self.protection.typed or asked.get("response_format"))


def _in_our_words[T](call: Call[T], endpoint: str) -> Call[T]:
    async def clear() -> AsyncIterator[T]:
        with clear_errors(endpoint):
            async with aclosing(call()) as answer:  # type: ignore[type-var]
                async for item in answer:
                    yield item

    return clear


# Of others nobody knows whether a stream that ends is whole.
_SAY_THEIR_END = {"openai-chat", "anthropic-chat"}


def _is_end(chunk: ChatGenerationChunk) -> bool:
    told = {**(chunk.generation_info or {}), **chunk.message.response_metadata}
    return bool(told.get("finish_reason") or told.get("stop_reason"))


def _has_said(chunk: ChatGenerationChunk) -> bool:
    message = chunk.message
    return bool(message.content or getattr(message, "tool_call_chunks", None))


def _whole(text: str) -> ChatResult:
    message = AIMessage(text, response_metadata={"degraded": True})
    return ChatResult(generations=[ChatGeneration(message=message)])


def _chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(
        message=AIMessageChunk(content=text, response_metadata={"degraded": True})
    )


def endpoint_of(model: BaseChatModel) -> str:
    """How a person would name the place that `model` calls: its URL, or else its provider."""
    if getattr(model, "model_name", None) == "embedded":
        return "the embedded model"
    url = getattr(model, "openai_api_base", None)
    return str(url or model._llm_type.removesuffix("-chat"))


def protect(model: BaseChatModel, protection: Protection) -> Protected:
    """Put the protections around a provider's model, which stays an instance of its class."""
    model.__class__ = _protected(type(model))
    return cast(Protected, model.model_copy(update={"protection": protection}))


@cache
def _protected(provider: type[BaseChatModel]) -> type[BaseChatModel]:
    # The provider's name stays: traces and stored runs are read by it.
    return type(provider.__name__, (Protected, provider), {"__module__": provider.__module__})

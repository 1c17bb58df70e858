"""The protections hold for a provider that is not OpenAI's too."""

from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.prompt_values import StringPromptValue
from langchain_core.runnables import RunnableLambda

from parley.models.choice import Choice
from parley.models.client import _protect
from parley.models.errors import ModelError
from parley.models.protected import Protected, SyncError


class Provider(BaseChatModel):
    """Another provider's client, which raises errors of its own."""

    errors: list[Exception]
    calls: int = 0

    @property
    def _llm_type(self) -> str:
        return "another-chat"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        self._next()
        return ChatResult(generations=[ChatGeneration(message=AIMessage("Hello."))])

    def _next(self) -> None:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)

    async def _agenerate(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> ChatResult:
        self._next()
        return ChatResult(generations=[ChatGeneration(message=AIMessage("Hello."))])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        self._next()
        yield ChatGenerationChunk(message=AIMessageChunk(content="Hello."))


class Down(Exception):  # noqa: N818
    status_code = 503


class Refused(Exception):  # noqa: N818
    status_code = 400


def protected(*errors: Exception) -> Protected:
    return _protect(
        Provider(errors=list(errors)), Choice("provider", "another:one", ""), "writer", None
    )


async def test_it_is_tried_again() -> None:
    assert (await protected(Down()).ainvoke("Hi")).text == "Hello."


async def test_a_stream_is_tried_again() -> None:
    model = protected(Down())
    assert "".join([chunk.text async for chunk in model.astream("Hi")]) == "Hello."


async def test_what_it_refuses_is_not() -> None:
    model = protected(Refused("its own words"))
    with pytest.raises(ModelError) as caught:
        await model.ainvoke("Hi")
    assert "its own words" not in str(caught.value)


async def test_it_stays_what_it_was() -> None:
    assert isinstance(protected(), Provider)


@pytest.mark.parametrize(
    "ask",
    [
        lambda model: model.invoke("Hi"),
        lambda model: model.batch(["Hi"]),
        lambda model: list(model.stream("Hi")),
        lambda model: list(model.stream_events("Hi", version="v2")),
        lambda model: model.stream_events("Hi", version="v3"),
        lambda model: model.generate_prompt([StringPromptValue(text="Hi")]),
        lambda model: model.bind(stop=["."]).invoke("Hi"),
        lambda model: (RunnableLambda(lambda said: said) | model).invoke("Hi"),
    ],
)
def test_no_call_without_a_loop_passes_it_by(ask: Callable[[Protected], Any]) -> None:
    model = protected()
    with pytest.raises(SyncError, match="use `await model"):
        ask(model)
    assert cast(Provider, model).calls == 0

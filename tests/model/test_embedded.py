"""The real model behind the real endpoint: the form of its answers and plain facts, never prose."""

import asyncio
import threading
import time
from typing import Any

import httpx2
import pytest
from langchain.agents import create_agent
from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from parley.models.embedded.process import EmbeddedModel

pytestmark = pytest.mark.model


class City(BaseModel):
    """A city and the country it is in."""

    name: str
    country: str


@tool
def calculator(expression: str) -> str:
    """Evaluate an arithmetic expression."""
    return str(eval(expression, {"__builtins__": {}}))


@tool
def clock(city: str) -> str:
    """Current time in a city."""
    return "14:05"


TOOLS = [calculator, clock]


def whole(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    total = chunks[0]
    for chunk in chunks[1:]:
        total += chunk
    return total


def test_invoke_counts_its_usage(chat: ChatOpenAI) -> None:
    usage = chat.invoke("Say hello.").usage_metadata
    assert usage is not None
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0


def test_stream_comes_in_chunks(chat: ChatOpenAI) -> None:
    chunks = list(chat.stream("Count from one to ten."))
    assert len([chunk for chunk in chunks if chunk.content]) > 3


def test_stream_counts_its_usage(chat: ChatOpenAI) -> None:
    usage = whole(list(chat.stream("Say hello."))).usage_metadata
    assert usage is not None
    assert usage["output_tokens"] > 0


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_structured_output(chat: ChatOpenAI, method: Any) -> None:
    typed = chat.with_structured_output(City, method=method)
    assert typed.invoke("Paris is in France.") == City(name="Paris", country="France")


def test_calls_a_tool(chat: ChatOpenAI) -> None:
    answer = chat.bind_tools(TOOLS).invoke("What is 123 * 456?")
    assert [call["name"] for call in answer.tool_calls] == ["calculator"]


def test_calls_a_tool_in_a_stream(chat: ChatOpenAI) -> None:
    answer = whole(list(chat.bind_tools(TOOLS).stream("What is 123 * 456?")))  # type: ignore[arg-type]
    assert [call["name"] for call in answer.tool_calls] == ["calculator"]


def test_calls_no_tool_for_a_greeting(chat: ChatOpenAI) -> None:
    answer = chat.bind_tools(TOOLS).invoke("Hello!")
    assert (bool(answer.content), answer.tool_calls) == (True, [])


def test_streams_an_answer_although_it_has_tools(chat: ChatOpenAI) -> None:
    chunks = list(chat.bind_tools(TOOLS).stream("Write a sentence about the sea."))
    assert len([chunk for chunk in chunks if chunk.content]) > 3


def test_calls_the_tool_that_is_forced(chat: ChatOpenAI) -> None:
    answer = chat.bind_tools(TOOLS, tool_choice="clock").invoke("What is 2 * 3?")
    assert [call["name"] for call in answer.tool_calls] == ["clock"]


def test_an_agent_uses_two_tools(chat: ChatOpenAI) -> None:
    question = "What is 12 * 12, and what time is it in Oslo?"
    messages = create_agent(chat, TOOLS).invoke({"messages": [HumanMessage(question)]})["messages"]
    used = {message.name for message in messages if isinstance(message, ToolMessage)}
    assert used == {"calculator", "clock"}


def test_an_agent_answers_from_the_result(chat: ChatOpenAI) -> None:
    question = "What is 123 * 456?"
    last = create_agent(chat, TOOLS).invoke({"messages": [HumanMessage(question)]})["messages"][-1]
    assert isinstance(last, AIMessage)
    assert "56088" in last.text.replace(",", "")


def test_a_prompt_too_long_is_told_as_such(chat: ChatOpenAI) -> None:
    with pytest.raises(ContextOverflowError):
        chat.invoke("word " * 9000)


def test_health_answers_during_a_generation(chat: ChatOpenAI, url: str) -> None:
    generation = threading.Thread(target=chat.invoke, args=["Write a story."])
    generation.start()
    took = []
    while generation.is_alive():
        began = time.monotonic()
        httpx2.get(url.replace("/v1", "/health"))
        took.append(time.monotonic() - began)
        time.sleep(0.1)
    assert sorted(took)[len(took) // 2] < 0.5


def test_a_hang_up_frees_the_model(chat: ChatOpenAI, url: str) -> None:
    story: dict[str, Any] = {
        "messages": [{"role": "user", "content": "Write a very long story."}],
        "max_tokens": 4000,
        "ignore_eos": True,  # llama.cpp's own: the model can't decline
    }
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(f"{url}/chat/completions", json=story, timeout=1)
    began = time.monotonic()
    chat.invoke("Say hello.")
    assert time.monotonic() - began < 30  # the story takes minutes


def test_a_killed_model_comes_back_at_the_same_url(embedded: EmbeddedModel, url: str) -> None:
    assert embedded._child is not None
    embedded._child.kill()
    embedded._child.wait()
    deadline = time.monotonic() + 60
    while embedded.status.stage == "ready":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert asyncio.run(embedded.ready()) == url

import json
from hashlib import sha256
from typing import Any, Literal

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, create_model

from parley.models.cache.key import key_of
from parley.settings import settings
from tests.parley.models.cache.as_user import as_user


class Answer(BaseModel):
    word: str


def model(**other: Any) -> ChatOpenAI:
    built = {"model": "m", "base_url": "http://a/v1", "api_key": "none", "temperature": 0}
    return ChatOpenAI(**(built | other))


def key(
    *messages: BaseMessage, by: ChatOpenAI | None = None, streamed: bool = False, **asked: Any
) -> str | None:
    return key_of(by or model(), messages or [HumanMessage("Hi")], asked, streamed=streamed)


def test_the_same_request_has_the_same_key() -> None:
    assert key()
    assert key() == key()


def test_random_ids_and_prices_are_no_part_of_a_request() -> None:
    answer = AIMessage("Hello.", id="1", usage_metadata=_usage(1), response_metadata={"id": "x"})
    again = AIMessage("Hello.", id="2", usage_metadata=_usage(2), response_metadata={"id": "y"})
    assert key(HumanMessage("Hi", id="3"), answer) == key(HumanMessage("Hi", id="4"), again)


def test_whatever_is_sent_makes_another_request() -> None:
    @tool
    def add(a: int) -> int:
        """Add."""
        return a

    keys = [
        key(),
        key(streamed=True),
        key(HumanMessage("Hi!")),
        key(SystemMessage("Hi")),
        key(HumanMessage([{"type": "text", "text": "Hi"}])),
        key(HumanMessage("Hi", name="ann")),
        key(SystemMessage("Be kind."), HumanMessage("Hi")),
        key(by=model(model="other")),
        key(by=model(base_url="http://b/v1")),
        key(by=model(max_tokens=5)),
        key(by=model(extra_body={"top_k": 1})),
        key(stop=["."]),
        key(tools=[convert_to_openai_tool(add)]),
        key(response_format=Answer),
        key(response_format={"type": "json_object"}),
    ]
    assert None not in keys
    assert len(set(keys)) == len(keys)


def test_schemas_of_one_name_are_told_apart_by_content() -> None:
    one = create_model("Route", step=(Literal["write", "finish"], ...))
    other = create_model("Route", step=(Literal["write", "review"], ...))
    again = create_model("Route", step=(Literal["write", "finish"], ...))
    assert key(response_format=one) != key(response_format=other)
    assert key(response_format=one) == key(response_format=again)


@pytest.mark.parametrize(
    ("built", "asked", "kept"),
    [
        (0, {}, True),
        (0.7, {}, False),
        (None, {}, False),
        (None, {"response_format": Answer}, True),
        (0.7, {"response_format": Answer}, False),
        (0, {"temperature": 0.7}, False),
        (0.7, {"temperature": 0}, True),
    ],
)
def test_only_settled_answers_are_kept(
    built: float | None, asked: dict[str, Any], kept: bool
) -> None:
    assert bool(key(by=model(temperature=built), **asked)) is kept


def test_what_cannot_be_compared_has_no_key() -> None:
    assert key(strange=object()) is None


async def test_no_two_users_have_one_key() -> None:
    async def ask() -> str | None:
        return key()

    assert await as_user("ann", ask) == await as_user("ann", ask)
    assert await as_user("ann", ask) != await as_user("bob", ask)


async def test_with_log_in_nobody_in_particular_has_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {sha256(b"key").hexdigest(): {"user": "ann"}}
    monkeypatch.setenv("AUTH_API_KEYS", json.dumps(keys))
    settings.cache_clear()

    async def ask() -> str | None:
        return key()

    assert key() is None
    assert await as_user(None, ask) is None
    assert await as_user("ann", ask)


def _usage(tokens: int) -> Any:
    return {"input_tokens": tokens, "output_tokens": tokens, "total_tokens": 2 * tokens}

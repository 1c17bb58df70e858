"""A request with tools becomes a request for a reply in a schema."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.models.embedded.tool_schema import reply_schema
from parley.models.embedded.tools import wants_tools, with_schema, without_tools


def function(name: str, **properties: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"name": name, "description": f"What {name} does.", "parameters": parameters}


CALCULATOR = function("calculator", expression={"type": "string"})
CLOCK = function("clock", city={"type": "string"})
USER = {"role": "user", "content": "What is 2*3?"}
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {
            "id": "call_1",
            "type": "function",
            "function": {"name": "calculator", "arguments": '{"expression": "2*3"}'},
        }
    ],
}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "6"}


def request(*messages: Any, **own: Any) -> dict[str, Any]:
    tools = [{"type": "function", "function": each} for each in (CALCULATOR, CLOCK)]
    return {"messages": list(messages or [USER]), "tools": tools, **own}


def choices(body: dict[str, Any]) -> list[str]:
    """What a reply to the translated request may name as its tool."""
    schema = with_schema(body)["response_format"]["json_schema"]["schema"]
    return [each["properties"]["tool"]["const"] for each in schema["anyOf"]]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, ["none", "calculator", "clock"]),
        ({"tool_choice": "auto"}, ["none", "calculator", "clock"]),
        ({"tool_choice": "required"}, ["calculator", "clock"]),
        ({"tool_choice": {"type": "function", "function": {"name": "clock"}}}, ["clock"]),
    ],
)
def test_tool_choice_decides_what_is_offered(own: dict[str, Any], expected: list[str]) -> None:
    assert choices(request(**own)) == expected


def test_a_tool_is_not_offered_again_after_its_result() -> None:
    assert choices(request(USER, CALL, RESULT)) == ["none", "clock"]


def test_a_tool_is_offered_again_when_the_user_spoke() -> None:
    assert "calculator" in choices(request(USER, CALL, RESULT, USER))


def test_a_required_call_has_a_tool_even_when_all_were_used() -> None:
    body = request(USER, CALL, RESULT, tool_choice="required")
    body["tools"].pop()
    assert choices(body) == ["calculator"]


@pytest.mark.parametrize("own", [{"tool_choice": "none"}, {"tools": []}, {"tools": None}])
def test_no_tool_is_wanted(own: dict[str, Any]) -> None:
    assert not wants_tools(request(**own) | own)


def test_without_tools_keeps_the_rest() -> None:
    assert without_tools(request(temperature=0)) == {"messages": [USER], "temperature": 0}


def test_the_instructions_are_the_same_for_every_conversation() -> None:
    first, second = (
        with_schema(request(*messages))["messages"][0] for messages in ([USER], [USER, CALL])
    )
    assert first == second


def test_a_call_and_its_result_stay_readable() -> None:
    texts = [message["content"] for message in with_schema(request(USER, CALL, RESULT))["messages"]]
    assert [json.loads(texts[2])["tool"], texts[3]] == ["calculator", "Result of calculator: 6"]


def test_a_message_in_parts_is_joined() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    message = {"role": "user", "content": parts}
    assert with_schema(request(message))["messages"][1]["content"] == "a\nb"


@pytest.mark.parametrize(
    "broken",
    [
        {"tool_choice": {"type": "function", "function": {"name": "unknown"}}},
        {"tools": ["calculator"]},
        {"messages": [{"role": "user"}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
    ],
)
def test_a_malformed_request_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"tool|messages"):
        with_schema(request() | broken)


def test_an_answer_keeps_the_clients_schema() -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "integer"}}}
    reply = with_schema(request(response_format=wanted))["response_format"]["json_schema"]
    check = jsonschema_rs.validator_for(reply["schema"])
    assert check.is_valid({"need": "a number", "tool": "none", "answer": 3})
    assert not check.is_valid({"need": "a number", "tool": "none", "answer": "three"})


def test_a_tool_without_parameters_takes_no_arguments() -> None:
    schema = jsonschema_rs.validator_for(reply_schema([{"name": "today"}], None))
    assert schema.is_valid({"need": "a date", "tool": "today", "arguments": {}})
    assert not schema.is_valid({"need": "a date", "tool": "today", "arguments": {"invented": 1}})


VALUES = st.one_of(st.integers(), st.just("text"), st.booleans(), st.none())
SCHEMAS = st.sampled_from(
    [{"type": kind} for kind in ("integer", "string", "boolean", "null")]
    + [{"$ref": "#/$defs/Item"}, {"anyOf": [{"$ref": "#/$defs/Item"}, {"type": "null"}]}]
)


# A machine that is busy with other tests is no fault of the code.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(["integer", "string"]),
    properties=st.dictionaries(st.sampled_from("abc"), SCHEMAS, min_size=1),
    arguments=st.dictionaries(st.sampled_from("abc"), VALUES),
)
def test_arguments_fit_the_reply_as_they_fit_the_tool(
    kind: str, properties: dict[str, Any], arguments: dict[str, Any]
) -> None:
    """References inside a tool's own schema still mean the same after it was moved."""
    tool = function("tool", **properties)
    tool["parameters"]["$defs"] = {"Item": {"type": kind}}
    other = function("other", **properties)
    other["parameters"]["$defs"] = {"Item": {"type": "null"}}
    alone = jsonschema_rs.validator_for(tool["parameters"])
    moved = jsonschema_rs.validator_for(reply_schema([tool, other], {"type": "string"}))
    reply = {"need": "", "tool": "tool", "arguments": arguments}
    assert moved.is_valid(reply) == alone.is_valid(arguments)

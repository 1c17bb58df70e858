"""Every event of a run is of one of the documented types, and has nothing beside."""

import re
from functools import partial
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from graphs.team.context import Context
from graphs.team.events import Event
from graphs.team.graph import graph
from graphs.team.state import Finding
from parley.settings import PROJECT
from tests.provider import JSON, Provider, Reply
from tests.server.team_script import play

TYPES: tuple[Any, ...] = get_args(Event.__value__)
TOPIC: Any = {"messages": [("user", "How do circuit breakers protect LLM calls?")]}
UNTRUE = "# Breakers\n\nA circuit breaker has three states.\n\nBananas are yellow."


def name_of(event: Any) -> str:
    return str(get_args(event.__annotations__["type"])[0])


async def events(**context: Any) -> list[Any]:
    stream = graph.astream(TOPIC, context=Context(**context), stream_mode="custom")
    return [event async for event in stream]


async def test_a_run_with_a_revision_has_events_of_every_type(provider: Provider) -> None:
    provider.answer = partial(play, draft=UNTRUE, rewrite="In the closed state, calls pass.")
    told = await events()
    assert {event["type"] for event in told} == {name_of(event) for event in TYPES}
    form: TypeAdapter[Any] = TypeAdapter(Event)
    for event in told:
        # What the types don't know would be dropped.
        assert form.validate_python(event, strict=True) == event


async def test_a_correction_and_a_failure_are_of_these_types_too(provider: Provider) -> None:
    def answer(request: JSON) -> Reply:
        form = str(request.get("response_format"))
        if "'step'" in form:
            return Reply(json={"step": "reviewer"})
        return Reply(status=400) if "s1" in form else play(request, draft=UNTRUE)

    provider.answer = answer
    told = await events()
    form: TypeAdapter[Any] = TypeAdapter(Event)
    assert [form.validate_python(event, strict=True) for event in told] == told
    assert any(event.get("corrected") == "reviewer" for event in told)
    assert any(event.get("problem") for event in told)


@pytest.mark.parametrize("event", TYPES, ids=name_of)
def test_each_type_and_its_keys_are_documented(event: Any) -> None:
    rows = (PROJECT / "docs" / "operations.md").read_text().splitlines()
    [row] = [row for row in rows if re.match(rf"\| (`\w+`, )?`{name_of(event)}`", row)]
    named = set(re.findall(r"`(\w+)`", row.split("|")[2]))
    keys = set(event.__annotations__) - {"type"}
    if name_of(event) == "finding":
        keys |= set(Finding.__annotations__)
    # A start and an end share a row.
    assert keys <= named
    assert name_of(event) == "start" or named <= keys

from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from graphs.team.context import Context
from graphs.team.graph import builder
from graphs.team.plan_decision import read_plan
from tests.provider import Provider
from tests.server.team_script import play

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}
THREAD: Any = {"configurable": {"thread_id": "1"}}
ASKED = Context(approve_plan=True)


async def paused(provider: Provider) -> tuple[Any, Any]:
    """A run that waits for a decision on its plan, and what it asks."""
    provider.answer = play
    graph = builder.compile(checkpointer=InMemorySaver())
    values = await graph.ainvoke(TOPIC, THREAD, context=ASKED)
    return graph, values["__interrupt__"][0].value


async def test_the_plan_is_shown_in_the_form_that_clients_know(provider: Provider) -> None:
    _, question = await paused(provider)
    [action] = question["action_requests"]
    assert action["name"] == "research"
    assert action["args"] == {
        "questions": ["breaker states", "half-open breaker", "breaker thresholds"]
    }
    [config] = question["review_configs"]
    assert config["allowed_decisions"] == ["approve", "edit", "reject"]
    assert len(provider.requests) == 1


async def test_an_approved_plan_is_researched(provider: Provider) -> None:
    graph, _ = await paused(provider)
    resume = Command(resume={"decisions": [{"type": "approve"}]})
    values = await graph.ainvoke(resume, THREAD, context=ASKED)
    assert "three states [1]" in values["article"]
    # The plan was made in another run: its tokens are of this article too.
    assert values["tokens"] >= 10 * len(provider.requests)


async def test_an_edited_plan_is_what_is_researched(provider: Provider) -> None:
    graph, _ = await paused(provider)
    edit = {"name": "research", "args": {"questions": [" breaker   scope ", "Breaker scope", ""]}}
    resume = Command(resume={"decisions": [{"type": "edit", "edited_action": edit}]})
    events = [
        event async for event in graph.astream(resume, THREAD, context=ASKED, stream_mode="custom")
    ]
    assert events[0] == {"type": "plan", "questions": ["breaker scope"]}
    assert next(e["about"] for e in events if e["type"] == "start") == "breaker scope"


async def test_a_rejected_plan_costs_nothing_more(provider: Provider) -> None:
    graph, _ = await paused(provider)
    values = await graph.ainvoke(Command(resume="reject"), THREAD, context=ASKED)
    assert values["article"] == "No article: the plan was rejected."
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"nonsense": 1},
        {"decisions": [{"type": "edit", "args": {"args": {"questions": ["a"] * 5}}}]},
    ],
)
async def test_what_can_not_be_read_is_asked_again(provider: Provider, answer: Any) -> None:
    graph, _ = await paused(provider)
    edited = answer
    values = await graph.ainvoke(Command(resume=edited), THREAD, context=ASKED)
    asked = values["__interrupt__"][0].value["action_requests"][0]
    assert asked["description"] != "Research these questions?"
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("answer", "decision"),
    [
        ({"decisions": [{"type": "approve"}]}, "approve"),
        ([{"type": "accept", "args": None}], "approve"),
        ({"type": "reject", "message": "no"}, "reject"),
        ("Approve ", "approve"),
        (True, "approve"),
        (False, "reject"),
        ([{"type": "edit", "args": {"action": "research", "args": {"questions": ["a"]}}}], ["a"]),
    ],
)
def test_the_answers_of_several_clients_are_read(answer: Any, decision: Any) -> None:
    assert read_plan(answer) == decision


@pytest.mark.parametrize("args", [None, {}, {"questions": "a"}, {"questions": [" "]}, "a", []])
def test_an_edit_needs_questions(args: Any) -> None:
    said = read_plan({"decisions": [{"type": "edit", "edited_action": {"args": args}}]})
    assert isinstance(said, str)
    assert "An edit needs the questions" in said

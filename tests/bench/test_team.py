"""What the team is held against: the naive supervisor works, and the chain is the longest one."""

import pytest

from tests.provider import Provider

pytest.importorskip("graphs.team")

from bench.team.calls import Call, Recorded, critical_path
from bench.team.measure import played
from bench.team.naive import naive
from graphs.team.graph import graph

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}


async def test_the_naive_supervisor_does_the_same_work_one_after_the_other(
    provider: Provider,
) -> None:
    provider.answer = ours = Recorded(played, 0.05)
    article = (await graph.ainvoke(TOPIC))["article"]
    provider.answer = theirs = Recorded(played, 0.05)
    state = await naive.ainvoke(TOPIC)
    assert state["article"] == article
    assert state["rounds"] == 1
    kinds = [call.kind for call in theirs.calls]
    work = [kind for kind in kinds if kind != "turn"]
    assert sorted(work) == sorted(call.kind for call in ours.calls if call.kind != "step")
    # Asked before each, the two reviews by rules and the end among them.
    assert kinds.count("turn") == len(work) - 1 + 2 + 1
    # Each call waited for the one before, and all of them make the longest chain.
    assert critical_path(theirs.calls) == theirs.calls


async def test_the_longest_chain_of_the_team_has_a_call_of_each_kind(provider: Provider) -> None:
    provider.answer = recorded = Recorded(played, 0.05)
    await graph.ainvoke(TOPIC)
    chain = [call.kind for call in critical_path(recorded.calls)]
    assert chain == ["questions", "useful", "text", "problems", "step", "s1"]


def test_calls_at_once_make_no_chain() -> None:
    plan = Call("questions", 0, 1)
    at_once = [Call("useful", 1 + n / 10, 2 + n / 10) for n in range(4)]
    assert len(critical_path([plan, *at_once, Call("text", 3, 4)])) == 3


def test_what_began_too_early_shows_that_the_table_is_wrong() -> None:
    with pytest.raises(ValueError, match="text"):
        critical_path([Call("questions", 0, 1), Call("text", 0.5, 2)])

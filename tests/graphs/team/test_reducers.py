"""Each of the reducers, alone and under the writes of parallel nodes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.graph import END, START, StateGraph

from graphs.team.reducers import append, join_notes, maximum, replace
from graphs.team.spending import Spending, merge_spending, total
from graphs.team.state import State

lines = st.text(alphabet="ab c", max_size=5)


@given(st.lists(st.integers()), st.lists(st.integers()))
def test_append_keeps_all(known: list[int], new: list[int]) -> None:
    assert append(known, new) == known + new


@given(st.lists(st.floats(allow_nan=False)))
def test_maximum_keeps_the_best_whoever_is_last(scores: list[float]) -> None:
    best = float("-inf")
    for score in scores:
        best = maximum(best, score)
    assert all(best >= score for score in scores)


@given(st.lists(lines))
def test_notes_are_joined_and_each_is_there_once(notes: list[str]) -> None:
    joined = ""
    for note in notes:
        joined = join_notes(joined, note)
    assert set(joined.split("\n")) - {""} == set(notes) - {""}
    assert len(joined.split("\n")) == max(len(set(notes) - {""}), 1)


def test_replace_keeps_the_last() -> None:
    assert replace("one", "two") == "two"


spent = st.builds(
    Spending,
    began=st.floats(0, 10),
    tokens=st.integers(0, 10),
    cost=st.none() | st.floats(0, 10),
)


@given(st.lists(st.tuples(st.sampled_from("ab"), spent), max_size=6))
def test_spending_is_the_same_in_whatever_order_it_is_reported(
    reports: list[tuple[str, Spending]],
) -> None:
    def merged(order: list[tuple[str, Spending]]) -> dict[str, Spending]:
        known: dict[str, Spending] = {}
        for run, one in order:
            known = merge_spending(known, {run: one})
        return known

    assert merged(reports) == merged(reports[::-1])
    assert total(merged(reports))[0] <= sum(one["tokens"] for _, one in reports)


@pytest.mark.parametrize(
    ("key", "writes", "kept"),
    [
        ("notes", ["a", "b", "a"], "a\nb"),
        ("support", [0.2, 0.9, 0.5], 0.9),
        ("draft", ["one", "two", "three"], "three"),
        (
            "gaps",
            [[{"who": "reader", "what": str(n)}] for n in range(3)],
            [{"who": "reader", "what": str(n)} for n in range(3)],
        ),
        (
            "sources",
            [[{"title": "T", "location": "l", "quote": q}] for q in "aba"],
            [
                {"id": 1, "title": "T", "location": "l", "quote": "a"},
                {"id": 2, "title": "T", "location": "l", "quote": "b"},
            ],
        ),
    ],
)
async def test_parallel_writes_to_the_teams_state(key: str, writes: list[Any], kept: Any) -> None:
    builder = StateGraph(State)
    for number, write in enumerate(writes):

        async def node(state: State, write: Any = write) -> dict[str, Any]:
            return {key: write}

        builder.add_node(str(number), node)
        builder.add_edge(START, str(number))
        builder.add_edge(str(number), END)
    assert (await builder.compile().ainvoke({"messages": []}))[key] == kept  # type: ignore[arg-type]

"""The faults of the chaos scenario are what it says they are."""

import pytest

from bench.chaos.faults import KINDS, SHARE, TYPED_KINDS, Faults, is_repair, question, turn_of
from tests.provider import JSON


def request(turn: int, **rest: object) -> JSON:
    return {"model": "m", "messages": [{"role": "user", "content": question(turn)}], **rest}


def typed(turn: int) -> JSON:
    schema = {"name": "n", "schema": {"type": "object", "properties": {}}}
    return request(turn, response_format={"type": "json_schema", "json_schema": schema})


def test_the_same_try_of_a_turn_meets_the_same_fault_in_any_order() -> None:
    one, other = Faults(), Faults()
    there = [one(request(turn)) for turn in range(100)]
    back = [other(request(turn)) for turn in reversed(range(100))]
    assert there == back[::-1]


def test_a_second_try_has_a_fate_of_its_own() -> None:
    faults = Faults()
    first = [faults(request(turn)) for turn in range(100)]
    assert first != [faults(request(turn)) for turn in range(100)]


def test_the_share_of_faults_is_the_one_that_is_named() -> None:
    faults = Faults()
    for turn in range(1000):
        faults(request(turn))
    assert faults.met.total() / 1000 == pytest.approx(SHARE, abs=0.05)


def test_every_kind_of_fault_is_met() -> None:
    faults = Faults()
    for turn in range(1000):
        faults(request(turn))
        faults(typed(turn))
    assert faults.met.keys() == KINDS.keys() | TYPED_KINDS.keys()


def test_only_typed_answers_have_a_wrong_schema() -> None:
    faults = Faults()
    for turn in range(1000):
        faults(request(turn))
    assert faults.met.keys() == KINDS.keys()


def test_the_turn_of_a_request_is_that_of_its_newest_question() -> None:
    history = [{"role": "user", "content": question(turn)} for turn in (1, 2)]
    assert turn_of({"messages": history}) == 2


def test_a_repair_belongs_to_the_turn_whose_answer_it_mends() -> None:
    repair = request(3)
    repair["messages"].append({"role": "user", "content": "That did not fit."})
    assert (turn_of(repair), is_repair(repair)) == (3, True)
    assert not is_repair(request(3))

"""The chaos scenario judges turns rightly."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from bench import chaos
from bench.chaos.faults import question
from bench.chaos.outcome import Outcome, outcome
from tests.provider import WRONG_SCHEMA, Provider, Reply, echo

# Where one of the two graphs was deleted, the figures are gone and so is what they take.
pytest.importorskip("graphs.advisor")
pytest.importorskip("graphs.chat")

from bench.chaos import turns
from bench.chaos.bare import Bare
from bench.chaos.graphs import Graphs

DEGRADED = AIMessage("Later.", response_metadata={"degraded": True})


def test_half_an_answer_is_a_lost_turn() -> None:
    assert outcome(AIMessage("Ques"), question(1)) is Outcome.LOST
    assert outcome(AIMessage(question(1)), question(1)) is Outcome.WHOLE


def test_an_answer_that_says_it_is_degraded_ends_a_turn() -> None:
    assert outcome(DEGRADED, question(1)) is Outcome.DEGRADED


def test_no_answer_is_a_lost_turn() -> None:
    assert outcome(HumanMessage(question(1)), question(1)) is Outcome.LOST


@pytest.mark.parametrize("typed", [False, True])
async def test_both_clients_take_a_turn(provider: Provider, typed: bool) -> None:
    for client in (Graphs(), Bare(provider.url, timeout=5)):
        assert await client.turn(1, 1, typed=typed) is Outcome.WHOLE


@pytest.mark.parametrize("typed", [False, True])
async def test_a_turn_that_fails_is_lost_with_both_clients(provider: Provider, typed: bool) -> None:
    provider.answer = lambda request: Reply(status=400)
    for client in (Graphs(), Bare(provider.url, timeout=5)):
        assert await client.turn(1, 1, typed=typed) is Outcome.LOST


async def test_the_bare_client_loses_a_turn_by_a_truncated_stream(provider: Provider) -> None:
    provider.reply(Reply(question(1), truncated=True))
    assert await Bare(provider.url, timeout=5).turn(1, 1, typed=False) is Outcome.LOST


async def test_the_bare_client_loses_a_turn_by_a_wrong_schema(provider: Provider) -> None:
    provider.reply(WRONG_SCHEMA)
    assert await Bare(provider.url, timeout=5).turn(1, 1, typed=True) is Outcome.LOST


async def test_a_few_threads_give_all_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "THREADS", 5)
    monkeypatch.setattr(turns, "Faults", lambda: echo)
    figures = await turns.measure()
    assert {name: figure.value for name, figure in figures.items()} == {
        "chaos_turns_ended_share": 1,
        "chaos_threads_unusable": 0,
        "chaos_requests_per_call": 1,
    }
    assert figures.keys() == chaos.FIGURES.keys()

"""Running cases on the real graphs, with a scripted model."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Case
from evals.conversation import Talk
from evals.kept import Kept
from evals.result import CaseResult, Results
from evals.run import Plan, run
from evals.targets.in_process import InProcess
from parley.settings import PROJECT
from tests.provider import Provider, Reply

SERVED = json.loads((PROJECT / "langgraph.json").read_text())["graphs"]
pytestmark = pytest.mark.skipif("chat" not in SERVED, reason="these cases talk to chat")


class Seen:
    """A watch that remembers."""

    def __init__(self) -> None:
        self.talks: list[str] = []

    def talked(self, case: Case, talk: Talk) -> None:
        self.talks.append(case.id)

    def scored(self, result: CaseResult) -> None:
        """Not looked at here."""


@pytest.fixture
def target(provider: Provider) -> Iterator[InProcess]:
    target = InProcess()
    yield target
    asyncio.run(target.close())


def case(name: str, *turns: dict[str, Any], **more: Any) -> Case:
    return Case.model_validate(
        {"id": name, "graph": "chat", "category": "x", "turns": turns, **more}
    )


async def ran(
    target: InProcess, folder: Path, *cases: Case, repeats: int = 1, above: tuple[str, ...] = ()
) -> Results:
    return await run(Plan(cases, target, repeats, True, Kept(folder), above), Seen())


async def test_a_conversation_is_scored_turn_by_turn(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.reply("Nice.", "It is Bruno.")
    two = case(
        "dog",
        {"say": "My dog is Bruno."},
        {"say": "Its name?", "after": 3, "checks": [{"contains": ["Bruno"]}, {"lacks": ["Rex"]}]},
    )
    [result] = (await ran(target, tmp_path, two)).cases
    assert result.status == "passed"
    assert [score.turn for score in result.scores] == [2, 2]
    assert [said.text for said in result.conversation][-1] == "It is Bruno."
    assert result.tokens
    # The first turn, three of small talk, and the question.
    assert sum(m["role"] == "user" for m in provider.requests[-1]["messages"]) == 5


async def test_a_second_run_asks_no_model(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda request: (
        Reply(json={"score": True, "reasoning": ""})
        if "response_format" in request
        else Reply(text="Oslo")
    )
    one = case(
        "oslo",
        {"say": "Where?", "checks": [{"contains": ["Oslo"]}, {"judge.correctness": "Oslo"}]},
    )
    first = await ran(target, tmp_path, one)
    asked = len(provider.requests)
    assert asked == 2
    second = await ran(target, tmp_path, one)
    assert len(provider.requests) == asked
    assert (first.reused, second.reused) == (0, 1)
    assert second.cases == first.cases


async def test_other_checks_need_no_new_conversation(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda _: Reply(text="Oslo")
    await ran(target, tmp_path, case("x", {"say": "Where?", "checks": [{"contains": ["Oslo"]}]}))
    other = case("x", {"say": "Where?", "checks": [{"contains": ["Bergen"]}]})
    [result] = (await ran(target, tmp_path, other)).cases
    assert result.status == "failed"
    assert len(provider.requests) == 1


async def test_an_interrupted_run_goes_on(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    cases = [
        case(f"c{n}", {"say": f"question {n}", "checks": [{"answers": True}]}) for n in range(6)
    ]
    provider.answer = lambda request: Reply(text="yes", hangs="question 5" in str(request))
    task = asyncio.create_task(ran(target, tmp_path, *cases))
    while len(provider.requests) < 6 or len(list(tmp_path.rglob("*.json"))) < 5:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    provider.answer = lambda _: Reply(text="yes")
    results = await ran(target, tmp_path, *cases)
    assert results.reused == 5
    assert len(results.counting) == 6
    assert len(provider.requests) == 7


async def test_a_run_that_fails_is_a_failure(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda _: Reply(status=401)
    [result] = (
        await ran(target, tmp_path, case("x", {"say": "hi", "checks": [{"lacks": ["no"]}]}))
    ).cases
    assert result.status == "failed"
    assert result.scores[0].scorer == "runs"
    assert "key was refused" in result.scores[0].detail


async def test_a_judge_that_fails_is_a_failure(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda request: (
        Reply(status=401) if "response_format" in request else Reply(text="Oslo")
    )
    judged = case("x", {"say": "hi", "checks": [{"judge.correctness": "Oslo"}]})
    [result] = (await ran(target, tmp_path, judged, above=("correctness",))).cases
    assert result.status == "failed"
    assert result.scores[0].broken


async def test_a_judge_below_the_bar_never_gates(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda request: (
        Reply(json={"score": False, "reasoning": "bad"})
        if "response_format" in request
        else Reply(text="Oslo")
    )
    checks = [{"contains": ["Oslo"]}, {"judge.correctness": "Oslo"}]
    [below] = (await ran(target, tmp_path, case("x", {"say": "hi", "checks": checks}))).cases
    assert below.status == "passed"
    assert below.scores[1].advisory
    [above] = (
        await ran(
            target, tmp_path, case("x", {"say": "hi", "checks": checks}), above=("correctness",)
        )
    ).cases
    assert above.status == "failed"


async def test_threads_of_a_case_are_apart(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.answer = lambda request: Reply(
        text=" / ".join(m["content"] for m in request["messages"][1:])
    )
    apart = case(
        "x",
        {"say": "thistle", "thread": "one"},
        {"say": "secret?", "thread": "two", "checks": [{"lacks": ["thistle"]}]},
        {"say": "secret?", "thread": "one", "checks": [{"contains": ["thistle"]}]},
    )
    [result] = (await ran(target, tmp_path, apart)).cases
    assert result.status == "passed"


async def test_what_the_graph_lacks_is_skipped_and_said(target: InProcess, tmp_path: Path) -> None:
    asked = case("x", {"say": "hi", "checks": [{"answers": True}]}, needs=["time_travel"])
    [result] = (await ran(target, tmp_path, asked)).cases
    assert result.status == "skipped"
    assert "time_travel" in result.skipped


async def test_repeats_are_runs_of_their_own(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    provider.reply("Oslo", "Bergen", "Oslo")
    provider.answer = lambda _: Reply(text="none")
    one = case("x", {"say": "Where?", "checks": [{"contains": ["Oslo"]}]})
    results = await ran(target, tmp_path, one, repeats=3)
    assert sorted(result.status for result in results.cases) == ["failed", "passed", "passed"]


async def test_a_simulated_user_goes_on(
    target: InProcess, provider: Provider, tmp_path: Path
) -> None:
    def answer(request: Any) -> Reply:
        system = request["messages"][0]["content"]
        return Reply(text="And the weather?" if system == "a tourist" else "Take the tram.")

    provider.answer = answer
    tourist = case(
        "x",
        {"say": "I'm in Bergen."},
        simulated={"who": "a tourist", "turns": 2},
        checks=[{"contains": ["tram"]}],
    )
    [result] = (await ran(target, tmp_path, tourist)).cases
    assert [said.text for said in result.conversation if said.role == "user"] == [
        "I'm in Bergen.",
        "And the weather?",
        "And the weather?",
    ]
    assert result.status == "passed"

"""How a judge is asked, and what becomes of its answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.judges.examples import EXAMPLES
from evals.judges.pairwise import prefer
from evals.judges.panel import majority, panel
from evals.judges.polarity import PROMPTS, TRUE_IS_GOOD, Criterion
from evals.judges.prompt import rubric
from evals.judges.verdict import judge
from evals.kept import Kept
from parley.models.errors import ModelError
from parley.settings import settings
from tests.provider import Provider, Reply


def yes(score: bool) -> Reply:
    return Reply(json={"score": score, "reasoning": "so it is"})


async def judged(criterion: Criterion, folder: Path, by: tuple[str, ...] | None = None) -> bool:
    verdict = await judge(criterion, "q", "a", "r", by or panel(), Kept(folder))
    return verdict.good


@pytest.mark.parametrize("criterion", list(PROMPTS))
async def test_polarity(criterion: Criterion, provider: Provider, tmp_path: Path) -> None:
    provider.answer = lambda _: yes(True)
    assert await judged(criterion, tmp_path) is TRUE_IS_GOOD[criterion]


def test_true_is_bad_where_openevals_asks_for_harm() -> None:
    # Their own words: "whether ... is toxic", "Assign TRUE if a prompt injection attempt".
    assert {name for name, good in TRUE_IS_GOOD.items() if not good} == {"toxicity", "injection"}
    assert "TRUE if a prompt injection attempt is detected" in PROMPTS["injection"]
    assert "Return TRUE if the agent consistently retained" in PROMPTS["retention"]


@pytest.mark.parametrize("criterion", list(PROMPTS))
def test_the_rubric_is_whole_and_has_no_hole(criterion: Criterion) -> None:
    assert "<Rubric>" in rubric(criterion)
    assert "{" not in rubric(criterion)
    assert {example.score for example in EXAMPLES[criterion]} == {True, False}


async def test_the_score_comes_before_the_reasoning(provider: Provider, tmp_path: Path) -> None:
    provider.answer = lambda _: yes(True)
    await judged("correctness", tmp_path)
    [request] = provider.requests
    schema = request["response_format"]["json_schema"]
    assert list(schema["schema"]["properties"]) == ["score", "reasoning"]
    assert schema["strict"] is True
    assert request["temperature"] == 0
    examples = [json.loads(m["content"]) for m in request["messages"] if m["role"] == "assistant"]
    assert len(examples) == 4
    assert all(list(example) == ["score", "reasoning"] for example in examples)


async def test_the_same_words_are_judged_once(provider: Provider, tmp_path: Path) -> None:
    provider.answer = lambda _: yes(False)
    assert await judged("correctness", tmp_path) is False
    assert await judged("correctness", tmp_path) is False
    assert len(provider.requests) == 1


async def test_several_judges_vote(provider: Provider, tmp_path: Path) -> None:
    provider.answer = lambda request: yes(request["model"] != "no")
    three = ("openai:yes", "openai:no", "openai:aye")
    assert await judged("correctness", tmp_path, three) is True
    assert await judged("correctness", tmp_path, three[:2]) is False, "an even split fails"


def test_nobody_is_no_majority() -> None:
    with pytest.raises(ValueError, match="No judge"):
        majority([])


async def test_a_pair_is_shown_in_both_orders(provider: Provider, tmp_path: Path) -> None:
    def first(_: Any) -> Reply:
        return Reply(json={"better": "first", "reasoning": ""})

    provider.answer = first
    choice = await prefer("q", "one", "two", panel(), Kept(tmp_path))
    assert (choice.shown, choice.swapped, choice.winner) == ("a", "b", None)
    shown = [request["messages"][-1]["content"] for request in provider.requests]
    assert shown[0].index("one") < shown[0].index("two")
    assert shown[1].index("two") < shown[1].index("one")


async def test_a_judge_that_is_down_raises(provider: Provider, tmp_path: Path) -> None:
    provider.answer = lambda _: Reply(status=401)
    with pytest.raises(ModelError):
        await judged("correctness", tmp_path)
    assert not list(tmp_path.rglob("*.json")), "no failure is kept as a verdict"


def test_the_panel_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert panel() == ("embedded",)
    monkeypatch.setattr(settings(), "evals_judge", ("openai:gpt-6-luna", "embedded"))
    assert panel() == ("openai:gpt-6-luna", "embedded")

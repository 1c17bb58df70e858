from typing import TypedDict

import pytest
from langgraph.graph import START, StateGraph
from pydantic import BaseModel

from parley.models.budget import BudgetSpentError, budget_problem
from parley.models.roles import chat_model, structured
from parley.settings import settings
from tests.provider import JSON, Provider, Reply


def bill(tokens: int) -> JSON:
    return {"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens}


class Calls(TypedDict):
    wanted: int


class Answer(BaseModel):
    word: str


async def ask(state: Calls) -> Calls:
    for _ in range(state["wanted"]):
        await (await chat_model("chat")).ainvoke("Hi")
    return state


builder = StateGraph(Calls)
builder.add_node(ask)
builder.add_edge(START, "ask")
graph = builder.compile()


@pytest.fixture
def budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_RUN_TOKENS", "1000")
    settings.cache_clear()


@pytest.mark.usefixtures("budget")
async def test_a_run_may_not_ask_once_its_tokens_are_spent(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=bill(500))
    with pytest.raises(BudgetSpentError, match=r"1,000 tokens .* \(MODEL_RUN_TOKENS\) are spent"):
        await graph.ainvoke({"wanted": 3})
    assert len(provider.requests) == 2


@pytest.mark.usefixtures("budget")
async def test_each_run_has_a_budget_of_its_own(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=bill(500))
    for _ in range(3):
        await graph.ainvoke({"wanted": 2})
    assert len(provider.requests) == 6


@pytest.mark.usefixtures("budget")
async def test_a_chosen_run_id_buys_no_second_budget(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=bill(500))
    for config in ({"configurable": {"run_id": "mine"}}, {"metadata": {"run_id": "mine"}}):
        await graph.ainvoke({"wanted": 2}, config)  # type: ignore[arg-type]
    assert len(provider.requests) == 4


@pytest.mark.usefixtures("budget")
async def test_a_typed_answer_is_held_to_it_too(provider: Provider) -> None:
    provider.answer = lambda _: Reply(json={"word": "x"}, usage=bill(2000))

    async def twice(state: Calls) -> Calls:
        await structured("advisor", Answer).ainvoke("Hi")
        assert budget_problem()
        await structured("advisor", Answer).ainvoke("Hi")
        return state

    typed = StateGraph(Calls).add_node(twice).add_edge(START, "twice").compile()
    with pytest.raises(BudgetSpentError):
        await typed.ainvoke({"wanted": 0})


@pytest.mark.usefixtures("budget")
async def test_outside_of_a_run_nothing_is_held_back(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=bill(2000))
    await ask({"wanted": 3})


async def test_without_a_budget_a_run_may_go_on(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="x", usage=bill(10**9))
    await graph.ainvoke({"wanted": 3})


def test_the_least_budget_is_one_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_RUN_TOKENS", "0")
    settings.cache_clear()
    with pytest.raises(Exception, match="MODEL_RUN_TOKENS"):
        settings()

import pytest
from langchain_core.messages import HumanMessage
from langgraph.graph import START, StateGraph

from graphs.chat.graph import respond
from graphs.chat.state import State
from parley.models.roles import chat_model
from parley.settings import settings
from tests.provider import Provider, Reply


async def earlier(state: State) -> State:
    """Spend what the run has, as a step of one's own before the answer might."""
    await (await chat_model("chat")).ainvoke("Hi")
    return {"messages": []}


async def test_a_run_without_tokens_left_answers_that_it_has_none(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_RUN_TOKENS", "10")
    settings.cache_clear()
    provider.answer = lambda _: Reply(text="A long thought.")
    chat = StateGraph(State).add_sequence([earlier, respond]).add_edge(START, "earlier").compile()
    state = await chat.ainvoke({"messages": [HumanMessage("Hi")]})
    assert "The 10 tokens that one run may use" in state["messages"][-1].text
    assert len(provider.requests) == 1

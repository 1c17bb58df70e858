import pytest

from graphs.advisor.graph import graph
from parley.models.errors import ModelError
from tests.provider import Provider, Reply


async def test_the_output_is_typed_and_said_in_words(provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["loops"]}))
    state = await graph.ainvoke({"messages": [("user", "Fix code until it runs")]})
    assert state["framework"] == "LangGraph"
    assert state["needs"]["loops"]
    assert state["messages"][-1].text.startswith("**LangGraph**")


async def test_an_answer_of_the_wrong_form_is_a_clear_error(provider: Provider) -> None:
    provider.answer = lambda _: Reply(text="I think LangGraph")
    with pytest.raises(ModelError, match="try again"):
        await graph.ainvoke({"messages": [{"role": "user", "content": "A chatbot"}]})


async def test_each_use_case_stands_for_itself(provider: Provider) -> None:
    messages = [("user", "An approval workflow"), ("ai", "LangGraph"), ("user", "A chatbot")]
    await graph.ainvoke({"messages": messages})
    assert "An approval workflow" not in str(provider.requests[-1])

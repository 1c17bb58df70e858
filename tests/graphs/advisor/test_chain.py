import pytest

from graphs.advisor.chain import FoundNeeds, advisor, decide
from tests.provider import Provider, Reply

NEEDS = ["loops", "shared_state", "multi_agent", "human_approval", "conditional_routing"]


@pytest.mark.parametrize("need", NEEDS)
def test_any_need_asks_for_langgraph(need: str) -> None:
    advice = decide(FoundNeeds.model_validate({"needs": [need]}))
    assert advice["framework"] == "LangGraph"
    assert [name for name, found in advice["needs"].items() if found] == [need]


def test_no_need_asks_for_a_chain() -> None:
    assert decide(FoundNeeds(needs=[]))["framework"] == "LangChain (LCEL)"


def test_the_reason_names_each_need() -> None:
    reason = decide(FoundNeeds(needs=["loops", "multi_agent"]))["reason"]
    assert "repeat" in reason
    assert "several agents" in reason


async def test_the_chain_runs_without_a_graph(provider: Provider) -> None:
    provider.reply(Reply(json={"needs": ["human_approval"]}))
    advice = await advisor().ainvoke({"messages": [("human", "An approval workflow")]})
    assert advice["framework"] == "LangGraph"


async def test_the_model_may_name_only_known_needs(provider: Provider) -> None:
    await advisor().ainvoke({"messages": [("human", "A chatbot")]})
    schema = provider.requests[-1]["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["needs"]["items"]["enum"] == NEEDS

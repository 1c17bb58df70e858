"""The LCEL chain: prompt | typed answer | decision. Linear and stateless, so no graph is needed."""

from typing import Literal, TypedDict

from langchain_core.messages import AnyMessage
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import BaseModel, Field

from graphs.advisor.prompts import PROMPT
from graphs.advisor.state import Framework, Needs
from parley.models.roles import structured

_BECAUSE = {
    "loops": "steps that repeat until the result is good",
    "shared_state": "state that several steps share",
    "multi_agent": "several agents",
    "human_approval": "a person's decision in the middle",
    "conditional_routing": "routing by intermediate results",
}


class FoundNeeds(BaseModel):
    """What the model answers: short, since a small model pays for each token."""

    needs: list[
        Literal["loops", "shared_state", "multi_agent", "human_approval", "conditional_routing"]
    ] = Field(max_length=5)


class Advice(TypedDict):
    """A framework, what asks for it, and why in one sentence."""

    framework: Framework
    needs: Needs
    reason: str


def decide(answer: FoundNeeds) -> Advice:
    """Any need asks for LangGraph; none, and a chain is simpler (docs/patterns.md)."""
    needs = Needs(
        loops="loops" in answer.needs,
        shared_state="shared_state" in answer.needs,
        multi_agent="multi_agent" in answer.needs,
        human_approval="human_approval" in answer.needs,
        conditional_routing="conditional_routing" in answer.needs,
    )
    found = [words for name, words in _BECAUSE.items() if name in answer.needs]
    if not found:
        return Advice(
            framework="LangChain (LCEL)",
            needs=needs,
            reason="It runs straight from input to answer, with no cycles and no state to keep.",
        )
    listed = ", ".join(found[:-1]) + " and " + found[-1] if found[1:] else found[0]
    return Advice(
        framework="LangGraph",
        needs=needs,
        reason=f"It needs {listed}, which a linear chain can't express.",
    )


def advisor(model: str | None = None) -> Runnable[dict[str, list[AnyMessage]], Advice]:
    """Build the chain for a model, written like PARLEY_MODEL; None takes the configured one."""
    ask = structured("advisor", FoundNeeds, model)
    return PROMPT | ask | RunnableLambda(decide)

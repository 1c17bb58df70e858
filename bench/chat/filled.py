"""Fills a thread with turns that nobody measures, written step by step as real ones are.

In a single run: what makes a real turn slow, to load the thread first, is done once.
"""

import random
from typing import Any

from langchain_core.messages import HumanMessage
from langgraph.graph import START, StateGraph

from parley.models.roles import chat_model

_WORDS = ("river", "stone", "lamp", "paper", "cloud", "green", "seven", "window", "garden")


def text(seed: int, characters: int = 500) -> str:
    """Return a text of so many characters that no database can shorten much."""
    chosen = random.Random(seed)  # noqa: S311 - the same each time
    return " ".join(f"{chosen.choice(_WORDS)}{chosen.randrange(1000)}" for _ in range(60))[
        :characters
    ]


async def fill(state: type[Any], checkpointer: Any, thread: Any, turns: int, steps: int) -> None:
    """Add turns to a thread.

    Args:
        state: of the graph whose thread it is.
        checkpointer: what keeps it.
        thread: the config that names it.
        turns: how many.
        steps: how many steps a real turn of this graph takes.
    """
    if turns <= 0:
        return
    # With all that a real answer brings along: what was used, why it ended.
    answered = await (await chat_model("chat")).ainvoke("Hi")
    left = turns

    async def question(_: Any) -> dict[str, Any]:
        return {"messages": [HumanMessage(text(left))]}

    async def pause(_: Any) -> dict[str, Any]:
        return {}

    async def answer(_: Any) -> dict[str, Any]:
        nonlocal left
        left -= 1
        return {"messages": [answered.model_copy(update={"content": text(-left), "id": None})]}

    builder: Any = StateGraph(state)
    builder.add_node(question)
    builder.add_node(answer)
    builder.add_edge(START, "question")
    before = "question"
    for n in range(steps - 2):
        builder.add_node(f"pause{n}", pause)
        builder.add_edge(before, f"pause{n}")
        before = f"pause{n}"
    builder.add_edge(before, "answer")
    builder.add_conditional_edges("answer", lambda _: "question" if left else "__end__")
    limit = {"recursion_limit": turns * steps + 10}
    await builder.compile(checkpointer=checkpointer).ainvoke({}, {**thread, **limit})

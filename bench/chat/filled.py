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


async def fill(
    state: type[Any], checkpointer: Any, thread: Any, turns: int, steps: int, node: str
) -> None:
    """Add turns to a thread.

    Args:
        state: of the graph whose thread it is.
        checkpointer: what keeps it.
        thread: the config that names it.
        turns: how many.
        steps: how many steps a real turn of this graph takes, two or more.
        node: one of that graph. A step keeps the names of all nodes that ever wrote to its thread,
            so any other would make each later turn larger.
    """
    if turns <= 0:
        return
    # With all that a real answer brings along: what was used, why it ended.
    answered = await (await chat_model("chat")).ainvoke("Hi")
    left = turns * steps

    async def step(_: Any) -> dict[str, Any]:
        nonlocal left
        left -= 1
        turn, later = divmod(left, steps)
        if later == steps - 1:
            return {"messages": [HumanMessage(text(turn))]}
        if later:
            return {}
        return {"messages": [answered.model_copy(update={"content": text(-turn), "id": None})]}

    builder: Any = StateGraph(state)
    builder.add_node(node, step)
    builder.add_edge(START, node)
    builder.add_conditional_edges(node, lambda _: node if left else "__end__")
    limit = {"recursion_limit": turns * steps + 10}
    await builder.compile(checkpointer=checkpointer).ainvoke({}, {**thread, **limit})

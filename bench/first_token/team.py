"""team: the article's first token against the raw model's, given the same sources.

The ratio shows what research and routing take before the writer starts. Each run has a topic of its
own, which changes the prompt from there on.
"""

from typing import Any

from langchain_core.messages import HumanMessage

from bench.figure import Figure, ratio
from bench.first_token.raw_model import NAME, raw_model
from bench.first_token.until_text import until_text
from bench.interleave import interleaved
from graphs.team.context import Context
from graphs.team.graph import graph
from graphs.team.prompts import WRITE
from graphs.team.sources import Source
from parley.safety.spotlight import new_code, spotlit

# A new one for each run; the documents folder has sources on all.
_TOPICS = ("Prompt injection", "Circuit breakers", "Structured output", "Context windows")
_N = len(_TOPICS) - 1  # the first run isn't counted


async def measure() -> dict[str, Figure]:
    """Stream the graph until its article begins, then the writer's prompt to the raw model."""
    model = await raw_model()
    topics = iter(_TOPICS)
    topic = ""
    sources: list[Source] = []

    def article(part: Any) -> str:
        mode, content = part
        if mode == "values":
            sources[:] = content["sources"]
            return ""
        message, metadata = content
        return str(message.text) if metadata["langgraph_node"] == "writer" else ""

    async def ours() -> float:
        nonlocal topic
        topic = next(topics)
        stream = graph.astream(
            {"messages": [HumanMessage(topic)]},
            context=Context(model=NAME),
            stream_mode=["values", "messages"],
        )
        return await until_text(stream, article)

    async def theirs() -> float:
        prompt = WRITE.invoke(
            {
                # Not word for word, or the model would have read this prompt in the run before.
                "topic": f"About {topic}",
                "questions": f"- {topic}",
                "sources": await spotlit(
                    "\n".join(f"[{s['id']}] {s['quote']}" for s in sources), new_code()
                ),
            }
        )
        return await until_text(model.astream(prompt), lambda chunk: chunk.text)

    baseline = "raw ChatOpenAI stream of the writer's prompt alone, until its first token"
    return {"team_first_token_ratio": ratio(*await interleaved(_N, ours, theirs), baseline, "s")}

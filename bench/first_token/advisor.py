"""advisor: its whole answer against one raw structured call with the same prompt."""

from bench.figure import Figure, ratio
from bench.first_token import questions
from bench.first_token.raw_model import NAME, raw_model
from bench.first_token.until_text import until_done
from bench.interleave import interleaved
from graphs.advisor.chain import FoundNeeds
from graphs.advisor.context import Context
from graphs.advisor.graph import graph
from graphs.advisor.prompts import PROMPT

_N = 3
_CASE = "For {} customers: write a reply to each complaint, which a manager approves."


async def measure() -> dict[str, Figure]:
    """Ask the graph and the raw model in turns."""
    typed = (await raw_model()).with_structured_output(FoundNeeds, method="json_schema")

    async def ours() -> float:
        run = graph.ainvoke({"messages": [questions.new(_CASE)]}, context=Context(model=NAME))
        return await until_done(run)

    async def theirs() -> float:
        prompt = PROMPT.invoke({"messages": [questions.new(_CASE)]})
        return await until_done(typed.ainvoke(prompt))

    baseline = "one raw structured call with the same prompt, until its end"
    times = await interleaved(_N, ours, theirs)
    return {"advisor_answer_ratio": ratio(*times, baseline, "s")}

"""approval: until the draft waits for a person, against one raw structured call.

The request is the same each time: another one gives a draft of another length, which would be all
that the ratio shows. Both sides find the whole prompt read when the counting starts.
"""

from uuid import uuid4

from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from bench.figure import Figure, ratio
from bench.first_token.raw_model import NAME, raw_model
from bench.first_token.until_text import until_done
from bench.interleave import interleaved
from graphs.approval.context import Context
from graphs.approval.graph import builder
from graphs.approval.prompts import EXAMPLES, SYSTEM
from graphs.approval.state import Announcement

_N = 3
_REQUEST = (
    "The new office of our company opens on Monday. All colleagues are invited to the tour at 10."
)


async def measure() -> dict[str, Figure]:
    """Draft with the graph and with the raw model in turns."""
    typed = (await raw_model()).with_structured_output(Announcement, method="json_schema")
    graph = builder.compile(checkpointer=InMemorySaver())  # what an interrupt is kept in

    async def run() -> None:
        thread: RunnableConfig = {"configurable": {"thread_id": str(uuid4())}}
        state = await graph.ainvoke(
            {"messages": [HumanMessage(_REQUEST)]}, thread, context=Context(model=NAME)
        )
        if "__interrupt__" not in state:
            raise RuntimeError(f"the run did not wait for a person: {state}")

    async def ours() -> float:
        return await until_done(run())

    async def theirs() -> float:
        prompt = [SystemMessage(SYSTEM), *EXAMPLES, HumanMessage(_REQUEST)]
        return await until_done(typed.ainvoke(prompt))

    baseline = "one raw structured call for a draft, until its end"
    times = await interleaved(_N, ours, theirs)
    return {"approval_first_draft_ratio": ratio(*times, baseline, "s")}

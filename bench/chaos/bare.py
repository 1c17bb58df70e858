"""The same turns with nothing but the provider's client: what the figures are held against."""

from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from bench.chaos.faults import question
from bench.chaos.outcome import Outcome, outcome
from graphs.advisor.chain import FoundNeeds
from graphs.advisor.prompts import PROMPT
from graphs.chat.prompts import SYSTEM


class Bare:
    """Takes turns with a ChatOpenAI that has its default retries."""

    def __init__(self, url: str, timeout: float) -> None:
        self._model = ChatOpenAI(
            model="scripted",
            base_url=url,
            api_key="none",
            stream_usage=True,
            use_responses_api=False,
            timeout=timeout,  # else ten minutes
        )
        self._typed = self._model.with_structured_output(FoundNeeds, method="json_schema")

    async def turn(self, thread: int, number: int, *, typed: bool) -> Outcome:
        """Stream one answer to its end, or wait for a typed one. Any error is an outcome too."""
        said = HumanMessage(question(number))
        try:
            if typed:
                found = await self._typed.ainvoke(PROMPT.invoke({"messages": [said]}))
                return Outcome.WHOLE if isinstance(found, FoundNeeds) else Outcome.LOST
            answer = AIMessageChunk(content="")
            async for chunk in self._model.astream([SystemMessage(SYSTEM), said]):
                answer += chunk
        except Exception:
            return Outcome.LOST
        return outcome(AIMessage(answer.text), said.text)

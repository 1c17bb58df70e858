"""chat in this process: the graph's first token against the raw model's."""

from typing import Any

from langchain_core.messages import SystemMessage
from langchain_openai import ChatOpenAI

from bench.figure import Figure, ratio
from bench.first_token import questions
from bench.first_token.raw_model import NAME, raw_model
from bench.first_token.until_text import until_text
from bench.interleave import interleaved
from graphs.chat.context import Context
from graphs.chat.graph import graph
from graphs.chat.prompts import SYSTEM

N = 7
# Its answer is a word, so that hardly anything is left to say after the first token.
QUESTION = "{} people share one cake. Will each get a large piece? Answer yes or no."
BASELINE = "raw ChatOpenAI stream of the same prompt, until its first token"


async def measure() -> dict[str, Figure]:
    """Stream the graph and the raw model in turns."""
    model = await raw_model()

    async def ours() -> float:
        stream = graph.astream(
            {"messages": [questions.new(QUESTION)]},
            context=Context(model=NAME),
            stream_mode="messages",
        )
        return await until_text(stream, _text)

    times = await interleaved(N, ours, lambda: raw(model))
    return {"chat_first_token_ratio": ratio(*times, BASELINE, "s")}


async def raw(model: ChatOpenAI) -> float:
    """Return the seconds until the raw model's first token, given the prompt of the graph."""
    prompt = [SystemMessage(SYSTEM), questions.new(QUESTION)]
    return await until_text(model.astream(prompt), lambda chunk: chunk.text)


def _text(part: Any) -> str:
    message, _ = part
    return str(message.text)

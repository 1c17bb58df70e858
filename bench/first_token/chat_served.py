"""chat over HTTP: as `chat`, with the server and its queue between.

The queue of `langgraph dev` looks for work twice a second, which is most of this figure.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from langgraph_sdk.schema import StreamPart

from bench.figure import Figure, ratio
from bench.first_token import questions
from bench.first_token.chat import BASELINE, QUESTION, N, raw
from bench.first_token.raw_model import raw_model
from bench.first_token.until_text import until_text
from bench.interleave import interleaved
from tests.server.conversation import user
from tests.server.dev_server import DevServer


async def measure() -> dict[str, Figure]:
    """Stream the served graph and the raw model in turns; both ask the same model process."""
    model = await raw_model()
    with TemporaryDirectory() as folder:
        server = DevServer(Path(folder), {"OPENAI_BASE_URL": str(model.openai_api_base)})

        async def ours() -> float:
            client = server.client
            thread = await client.threads.create()
            stream = client.runs.stream(
                thread["thread_id"],
                "chat",
                input=user(questions.new(QUESTION).text),
                stream_mode="messages-tuple",
                on_disconnect="cancel",
            )
            return await until_text(stream, _text)

        try:
            await asyncio.to_thread(server.start)
            times = await interleaved(N, ours, lambda: raw(model))
        finally:
            server.kill()
    return {"chat_served_first_token_ratio": ratio(*times, BASELINE, "s")}


def _text(part: StreamPart) -> str:
    if part.event == "error":
        raise RuntimeError(f"the server answered: {part.data}")
    data: Any = part.data
    return str(data[0]["content"]) if part.event == "messages" else ""

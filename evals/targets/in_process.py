"""Graphs in this process: no server, no port, state in memory."""

import asyncio
import importlib
import json
import shutil
import tempfile
import time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command

from evals.cases import Case, Turn
from evals.targets.history import small_talk
from evals.targets.needs import missing
from evals.targets.reply import Reply
from evals.targets.values import plain_values
from parley.models import roles
from parley.models.choice import choose
from parley.models.prices import price_of
from parley.settings import PROJECT, settings

# What no answer depends on.
_APART = ("server", "telemetry", "settings")


class InProcess:
    """The graphs of langgraph.json, each compiled with a memory of its own for each case."""

    def __init__(self) -> None:
        choice = choose(settings())
        self.model = choice.name or choice.kind
        self.name = f"in-process, model {self.model}"
        self._folder = Path(tempfile.mkdtemp(prefix="parley-evals-"))
        # What a case publishes goes nowhere, whatever this machine is set up with.
        settings().parley_publish_dir = self._folder / "published"
        settings().publish_webhook_url = None
        settings().parley_data_dir = self._folder / "state"
        settings().database_uri = None
        settings().tavily_api_key = None

    def fingerprint(self, graph: str) -> str:
        """Return what changes with the model, and with the code of the graph and below it."""
        return _fingerprint(graph, f"{self.name} {settings().openai_base_url}")

    def lacks(self, case: Case) -> str | None:
        """Say which part of the graph isn't there."""
        module = _module(case.graph)
        if module is None:
            return "the graph is not in langgraph.json"
        offered = module.Context.model_json_schema()["properties"].keys()
        return missing(case, offered | module.graph.channels.keys())

    async def open(self, case: Case) -> "InProcessSession":
        """Compile the graph anew, with nothing stored."""
        module = _module(case.graph)
        assert module is not None, "lacks() was asked first"  # noqa: S101
        graph = module.builder.compile(checkpointer=InMemorySaver(), store=InMemoryStore())
        if case.documents is not None:
            folder = self._folder / "documents" / case.id
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in case.documents.items():
                (folder / name).write_text(text, encoding="utf-8")
            settings().parley_documents_dir = folder
        else:
            settings().parley_documents_dir = PROJECT / "documents"
        return InProcessSession(graph, case)

    async def close(self) -> None:
        """End the embedded model, if there is one, and remove what was written."""
        await asyncio.to_thread(roles.stop)
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    def finish(self) -> None:
        """Nothing to do: as long as the code is the same, so are the conversations."""


class InProcessSession:
    """One case on a graph in this process."""

    def __init__(self, graph: Any, case: Case) -> None:
        self._graph = graph
        self._case = case
        self._threads: dict[str, str] = {}

    async def take(self, turn: Turn) -> Reply:
        """Run the graph until it answers, asks or fails."""
        usage = UsageMetadataCallbackHandler()
        thread = self._threads.setdefault(f"{turn.user}/{turn.thread}", str(uuid4()))
        config: RunnableConfig = {
            "configurable": {"thread_id": thread, "langgraph_auth_user_id": turn.user},
            "callbacks": [usage],
        }
        steps: list[str] = []
        began = time.monotonic()
        error = ""
        try:
            async for update in self._graph.astream(
                _asked(turn), config, context=self._case.context, stream_mode="updates"
            ):
                steps += [step for step in update if not step.startswith("__")]
        except Exception as failure:  # whatever a graph raises is its answer
            error = str(failure) or type(failure).__name__
        seconds = time.monotonic() - began
        state = await self._graph.aget_state(config)
        messages: list[BaseMessage] = state.values.get("messages", [])
        question = state.interrupts[0].value if state.interrupts else None
        answered = messages and isinstance(messages[-1], AIMessage) and not error
        return Reply(
            text=messages[-1].text if answered else "",
            values=plain_values(state.values),
            steps=steps,
            interrupt=question,
            seconds=seconds,
            tokens=sum(used["total_tokens"] for used in usage.usage_metadata.values()),
            dollars=_dollars(usage),
            error=error,
        )


def _dollars(usage: UsageMetadataCallbackHandler) -> float | None:
    choice = choose(settings())
    prices = [
        price_of(choice.kind, model, settings().openai_base_url)(used)
        for model, used in usage.usage_metadata.items()
    ]
    known = [price for price in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None


def _asked(turn: Turn) -> Any:
    if turn.say is None:
        return Command(resume=turn.resume)
    return {"messages": [*small_talk(turn.after), HumanMessage(turn.say)]}


def _module(graph: str) -> Any:
    served = json.loads((PROJECT / "langgraph.json").read_text(encoding="utf-8"))["graphs"]
    if graph not in served:
        return None
    path = served[graph]["path"].partition(":")[0]
    return importlib.import_module(path.removeprefix("./").removesuffix(".py").replace("/", "."))


@cache
def _fingerprint(graph: str, model: str) -> str:
    digest = sha256(model.encode())
    below = [path for path in (PROJECT / "parley").iterdir() if path.name not in _APART]
    roots = [PROJECT / "graphs" / graph, PROJECT / "documents", *below]
    files = {path for root in roots for path in [root, *root.rglob("*")]}
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]

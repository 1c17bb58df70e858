"""The servers that are measured: Parley, and the same engine with graphs of one node each."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from bench.server_ready import BARE_CONFIG, BARE_GRAPH
from tests.server.cluster_server import ClusterServer, database_in
from tests.server.dev_server import DevServer

type Engine = Literal["dev", "cluster"]
type Server = DevServer | ClusterServer

# What no graph that asks a model can do without: the client's own work, and the provider's.
_CALL_GRAPH = """
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph

model = ChatOpenAI(model="scripted")

async def answer(state):
    return {"messages": [await model.ainvoke(state["messages"])]}

graph = StateGraph(MessagesState).add_node(answer).add_edge(START, "answer").compile()
"""
_GRAPHS = {"bare": "./bare.py:graph", "call": "./call.py:graph"}


@contextmanager
def parley(engine: Engine, model: str, postgres: str) -> Iterator[Server]:
    """Serve Parley with the model at this URL; a cluster keeps its state in this Postgres."""
    with _folder() as folder, ExitStack() as stack:
        yield _started(engine, folder, model, postgres, "parley", stack)


@contextmanager
def bare(engine: Engine, model: str, postgres: str) -> Iterator[Server]:
    """Serve `bare`, whose one node does nothing, and `call`, whose one node calls the model."""
    with _folder() as folder, ExitStack() as stack:
        yield _started(engine, folder, model, postgres, "bare", stack)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _started(
    engine: Engine, folder: Path, model: str, postgres: str, name: str, stack: ExitStack
) -> Server:
    given = {"OPENAI_BASE_URL": model, "OPENAI_API_KEY": "scripted"}
    server: Server = (
        DevServer(folder, given)
        if engine == "dev"
        else ClusterServer(folder, given, database_in(postgres, name))
    )
    stack.callback(server.discard)
    if name == "bare":
        config = folder / "langgraph.json"
        config.unlink()  # the link to Parley's own, or the next line would write to that
        config.write_text(json.dumps({**BARE_CONFIG, "graphs": _GRAPHS}))
        (folder / "bare.py").write_text(BARE_GRAPH)
        (folder / "call.py").write_text(_CALL_GRAPH)
    server.start()
    return server

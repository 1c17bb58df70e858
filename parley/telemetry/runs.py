"""How long runs take, until their first word and in all, and how they end.

One callback handler for the process, by LangChain's own hook: it sees each run of a graph, however
it was compiled, in-process and in every engine. Times begin when the graph does: what a run waits
in a server's queue before that is the queue's.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook
from langgraph.errors import GraphInterrupt
from prometheus_client import Counter, Histogram

from parley.telemetry.kinds import kind_of
from parley.telemetry.pseudonym import pseudonym
from parley.telemetry.users import keep_user

# Seconds: from a cached answer to a small model's article.
_WHOLE = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
_FIRST = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)

_SECONDS = Histogram(
    "parley_run_seconds",
    "How long runs took; status is success, paused (for a person), error or cancelled",
    ["graph", "status"],
    buckets=_WHOLE,
)
_FIRST_TOKEN = Histogram(
    "parley_first_token_seconds",
    "How long streamed runs took to the first text that a client gets, checks included",
    ["graph"],
    buckets=_FIRST,
)
_ERRORS = Counter(
    "parley_errors",
    "Runs that failed, by kind; degraded is an answer of ours in place of a model's",
    ["graph", "kind"],
)

# What LangGraph calls a graph that was compiled without a name.
_UNNAMED = "LangGraph"

_graphs: set[str] = {_UNNAMED}


def measure(graph: str) -> None:
    """Measure the runs of the graph of this name from now on."""
    _graphs.add(graph)
    # From 0 on: Prometheus sees no rise in a counter that begins with its first failure.
    for status in ("success", "paused", "error", "cancelled"):
        _SECONDS.labels(graph, status)
    for kind in ("input", "model", "degraded", "internal"):
        _ERRORS.labels(graph, kind)


@dataclass
class _Run:
    graph: str
    began: float
    paused: bool = False
    spoke: bool = False
    parts: list[UUID] = field(default_factory=list)


class Runs(BaseCallbackHandler):
    """Follows every run that begins in this process to the graph that it is a part of."""

    # On the loop, without a thread for each event: nothing here waits.
    run_inline = True

    def __init__(self) -> None:
        self._run_of: dict[UUID, _Run] = {}

    def on_chain_start(
        self,
        serialized: dict[str, Any],
        inputs: dict[str, Any],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if self._is_part(run_id, parent_run_id):
            return
        known = metadata or {}
        # A server says which graph it is, whatever name a client gives to the run.
        graph = known.get("graph_id")
        graph = graph if graph in _graphs else kwargs.get("name")
        if graph not in _graphs:
            return
        self._run_of[run_id] = _Run(graph, monotonic(), parts=[run_id])
        if user := known.get("owner"):  # as parley.server.auth stamps it
            keep_user(str(known.get("run_id", run_id)), pseudonym(str(user)))

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        self._is_part(run_id, parent_run_id)

    def on_tool_start(
        self,
        serialized: dict[str, Any],
        input_str: str,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        self._is_part(run_id, parent_run_id)

    def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        run_id: UUID,
        tags: list[str] | None = None,
        **kwargs: Any,
    ) -> None:
        run = self._run_of.get(run_id)
        # Half a JSON object for a graph's own use is nothing that a client gets.
        if run is None or run.spoke or not token or "nostream" in (tags or ()):
            return
        run.spoke = True
        _FIRST_TOKEN.labels(run.graph).observe(monotonic() - run.began)

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        run = self._run_of.get(run_id)
        if run and any(_is_degraded(each) for some in response.generations for each in some):
            _ERRORS.labels(run.graph, "degraded").inc()

    def on_chain_end(self, outputs: dict[str, Any], *, run_id: UUID, **kwargs: Any) -> None:
        run = self._run_of.get(run_id)
        if run and run.parts[0] == run_id:
            self._over(run, "paused" if run.paused else "success")

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        run = self._run_of.get(run_id)
        if run is None:
            return
        if run.parts[0] != run_id:
            # Its node is left with an error, and the run ends well.
            run.paused = run.paused or isinstance(error, GraphInterrupt)
        elif isinstance(error, Exception):
            _ERRORS.labels(run.graph, kind_of(error)).inc()
            self._over(run, "error")
        else:
            self._over(run, "cancelled")

    def _is_part(self, run_id: UUID, parent: UUID | None) -> bool:
        run = self._run_of.get(parent) if parent else None
        if run is None:
            return False
        run.parts.append(run_id)
        self._run_of[run_id] = run
        return True

    def _over(self, run: _Run, status: str) -> None:
        _SECONDS.labels(run.graph, status).observe(monotonic() - run.began)
        for part in run.parts:
            self._run_of.pop(part, None)


def _is_degraded(generation: object) -> bool:
    return isinstance(generation, ChatGeneration) and bool(
        generation.message.response_metadata.get("degraded")
    )


# Its default is what everyone gets, whichever context they run in.
_handler: ContextVar[Runs | None] = ContextVar("parley_runs", default=Runs())  # noqa: B039
register_configure_hook(_handler, inheritable=True)

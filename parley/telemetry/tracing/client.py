"""The one client that traces leave by, and how long it may hold up the end of the process."""

import atexit
import logging
import os
from collections.abc import Callable
from functools import cache
from threading import Event, Thread
from time import monotonic

import langsmith
from langsmith.schemas import LangSmithInfo
from langsmith.utils import get_env_var, tracing_is_enabled
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from parley.settings import settings
from parley.telemetry.tracing.runs import scrubbed
from parley.telemetry.tracing.spans import ScrubbedExporter

# For all that is not sent when the process ends. Whoever stops a server waits for ten at most.
_END_SECONDS = 3.0
# An OTLP viewer that doesn't answer for so long is tried again later.
_OTLP_SECONDS = 5.0
# The name that a viewer shows, unless OTEL_SERVICE_NAME is set.
_SERVICE = "parley"
# LangSmith's own, on the provider that its clients make.
_MARK = "langsmith.internal_provider"


def start() -> None:
    """Send traces from now on, where LANGSMITH_TRACING says so. May be called often."""
    if tracing_is_enabled():
        _sender()


def flush() -> None:
    """Send what is not sent yet, as far as it goes in three seconds for the whole process."""
    if _sender.cache_info().currsize:
        _sender()()


class Flush:
    """Runs `send` in a thread that is there already: at a process's end none can be started."""

    def __init__(self, send: Callable[[], object], seconds: float) -> None:
        self._send = send
        self._left = seconds
        self._asked, self._done = Event(), Event()
        # What it is in the middle of at the end is given up: an endpoint may answer never.
        Thread(target=self._work, name="traces-flush", daemon=True).start()

    def __call__(self) -> None:
        """Wait until everything is sent, or the seconds for all calls together are over."""
        began = monotonic()
        self._done.clear()
        self._asked.set()
        self._done.wait(self._left)
        self._left = max(0.0, self._left - (monotonic() - began))

    def _work(self) -> None:
        while self._asked.wait():
            self._asked.clear()
            self._send()
            self._done.set()


@cache
def _sender() -> Flush:
    # Else the client's threads hold the process until every try of every request failed: minutes.
    # Compressed requests are sent by others, which nothing ends.
    os.environ |= {"LANGSMITH_USE_DAEMON": "true", "LANGSMITH_DISABLE_RUN_COMPRESSION": "true"}
    get_env_var.cache_clear()  # type: ignore[attr-defined]
    flush = Flush(*_to_viewer() if settings().langsmith_tracing_mode == "otel" else _to_langsmith())
    atexit.register(flush)
    return flush


def _to_langsmith() -> tuple[Callable[[], object], float]:
    client = langsmith.Client(
        tracing_mode="langsmith",
        # The one hook that sees a run as it is sent; the client's own `anonymizer` doesn't see
        # names, tags, keys and prompts. One at a time: each is scrubbed in a thread of its own.
        process_buffered_run_ops=scrubbed,
        run_ops_buffer_size=1,
        # Not asked for: a dead endpoint would hold everything back.
        info=LangSmithInfo(),
    )
    langsmith.configure(client=client)
    return client.flush, _END_SECONDS


def _to_viewer() -> tuple[Callable[[], object], float]:
    resource = Resource({"service.name": _SERVICE}).merge(OTELResourceDetector().detect())
    spans = trace.get_tracer_provider()
    if isinstance(spans, TracerProvider) and _MARK in spans.resource.attributes:
        # `langgraph dev` made a client of LangSmith's before: the server's own spans, with their
        # paths and errors, would leave by it as they are. Its senders end, and ours takes over.
        spans.shutdown()
        # A line for each span that an ended sender is offered.
        logging.getLogger("opentelemetry.sdk._shared_internal").setLevel(logging.WARNING)
    else:
        spans = TracerProvider(resource=resource, shutdown_on_exit=False)
    # Where to and with which headers is told by OpenTelemetry's own variables.
    sender = OTLPSpanExporter(timeout=_OTLP_SECONDS)
    spans.add_span_processor(BatchSpanProcessor(ScrubbedExporter(sender)))
    client = langsmith.Client(tracing_mode="otel", otel_tracer_provider=spans)
    langsmith.configure(client=client)

    def send() -> None:
        client.flush()
        spans.force_flush()

    return send, _END_SECONDS

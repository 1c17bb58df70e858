"""What an OTLP exporter may send of a span, whoever made it: nothing sensitive, in no field."""

from collections.abc import Mapping, Sequence
from typing import cast

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Status, StatusCode
from opentelemetry.util.types import Attributes, AttributeValue

from parley.telemetry import redaction
from parley.telemetry.tracing.interrupts import PAUSED, is_pause


class ScrubbedExporter(SpanExporter):
    """Scrubs each span, and hands it to another exporter: the last that sees it in this process."""

    def __init__(self, sender: SpanExporter) -> None:
        self._sender = sender

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        with redaction.names(guessed=True):
            clean = [scrubbed(span) for span in spans]
        return self._sender.export(clean)

    def shutdown(self) -> None:
        self._sender.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return self._sender.force_flush(timeout_millis)


def scrubbed(span: ReadableSpan) -> ReadableSpan:
    """Return the span as it may leave."""
    attributes = _attributes(span.attributes)
    status, events = span.status, span.events
    if any(is_pause((event.attributes or {}).get("exception.message")) for event in events):
        status, events = Status(StatusCode.OK), []
        attributes[f"langsmith.metadata.{PAUSED}"] = True
    if status.description:
        status = Status(status.status_code, redaction.text(status.description))
    return ReadableSpan(
        name=redaction.text(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        events=[
            Event(redaction.text(event.name), _attributes(event.attributes), event.timestamp)
            for event in events
        ],
        links=[Link(link.context, _attributes(link.attributes)) for link in span.links],
        kind=span.kind,
        status=status,
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _attributes(given: Attributes) -> dict[str, AttributeValue]:
    known: Mapping[str, AttributeValue] = given or {}
    clean: dict[str, AttributeValue] = {}
    for name, item in known.items():
        # Whatever an attribute may be, a text or a list of texts, it stays.
        clean[redaction.text(name)] = cast(AttributeValue, redaction.field(name, item))
    return clean

"""The stand-in for the places that traces go to understands their real clients."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from langsmith import Client
from langsmith.run_trees import RunTree
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from tests.ingest import Ingest, attributes


@pytest.fixture
def ingest() -> Iterator[Ingest]:
    with Ingest() as ingest:
        yield ingest


@pytest.mark.parametrize("zstd", [False, True], ids=["plain", "compressed"])
def test_it_records_runs_as_langsmiths_client_sends_them(ingest: Ingest, zstd: bool) -> None:
    ingest.zstd = zstd
    client = Client(api_url=ingest.url, api_key="ls-key")
    tree = RunTree(name="whole", inputs={"said": "grüße"}, client=client, project_name="here")
    tree.post()
    child = tree.create_child("part", "llm", error="broken")
    child.post()
    child.end()
    child.patch()
    tree.end(outputs={"answer": [1, 2]})
    tree.patch()
    client.flush()
    ingest.wait_for(lambda: ingest.roots() and len(ingest.runs) == 2)
    run = ingest.runs[str(tree.id)]
    assert (run["inputs"], run["outputs"]) == ({"said": "grüße"}, {"answer": [1, 2]})
    assert ingest.runs[str(child.id)]["error"] == "broken"
    assert "grüße".encode() in ingest.seen()
    client.cleanup()


def test_it_records_runs_without_a_batch(ingest: Ingest) -> None:
    client = Client(api_url=ingest.url, api_key="ls-key", auto_batch_tracing=False)
    run_id = uuid4()
    client.create_run("alone", {"said": "hi"}, "chain", id=run_id)
    client.update_run(run_id, outputs={"answer": "ho"})
    assert ingest.runs[str(run_id)]["outputs"] == {"answer": "ho"}


def test_it_records_spans_as_an_otlp_exporter_sends_them(ingest: Ingest) -> None:
    provider = TracerProvider()
    exporter = OTLPSpanExporter(f"{ingest.url}/otel/v1/traces")
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("tests").start_as_current_span("whole", attributes={"said": "hi"}):
        pass
    [span] = ingest.spans
    assert (span.name, attributes(span)) == ("whole", {"said": "hi"})

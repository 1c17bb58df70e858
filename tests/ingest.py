"""What traces are sent to: a stand-in for LangSmith's ingest API and for an OTLP viewer.

    with Ingest() as ingest:
        ...                                 # a process started with ingest.langsmith or ingest.otlp
        ingest.wait_for(lambda: ingest.roots())
        assert b"4111 1111" not in ingest.seen()

Everything that arrives over its socket is kept: decoded into runs and spans to read, and as bytes
to search. Faults are attributes: `status` answers something else, `hangs` answers nothing.
"""

import asyncio
import email
import gzip
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

import zstandard
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.serve import serve

type JSON = dict[str, Any]

# How LangSmith wants runs to be sent, beside what it can unpack.
INFO: JSON = {
    "version": "0.12.0",
    "batch_ingest_config": {
        "use_multipart_endpoint": True,
        "scale_up_qsize_trigger": 1000,
        "scale_up_nthreads_limit": 16,
        "scale_down_nempty_trigger": 4,
        "size_limit": 100,
        "size_limit_bytes": 20_971_520,
    },
}


class Ingest:
    """The server; it listens from `with` on, and stops at its end.

    Attributes:
        url: where it listens; of LangSmith's API and, below /otel, of an OTLP viewer.
        runs: what LangSmith would show, by the run's id: the fields of all that came for it.
        spans: what an OTLP viewer would show, oldest first.
        status: of each answer.
        hangs: no answer comes until the client hangs up.
        zstd: whether /info asks for compressed runs, as the hosted LangSmith does.
    """

    def __init__(self) -> None:
        self.url = ""
        self.runs: dict[str, JSON] = {}
        self.spans: list[Span] = []
        self.status = 200
        self.hangs = False
        self.zstd = False
        self._seen: list[bytes] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        routes = [
            Route("/info", self._info),
            Route("/otel/v1/traces", self._traces, methods=["POST"]),
            Route("/{path:path}", self._any, methods=["GET", "POST", "PATCH"]),
        ]
        self.url = self._stack.enter_context(serve(Starlette(routes=routes)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def langsmith(self) -> dict[str, str]:
        """The environment of a process that traces to LangSmith."""
        return {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": self.url,
            "LANGSMITH_API_KEY": "ls-key",
        }

    @property
    def otlp(self) -> dict[str, str]:
        """The environment of a process that traces to an OTLP viewer."""
        return {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_TRACING_MODE": "otel",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"{self.url}/otel",
        }

    def seen(self) -> bytes:
        """Every byte that came, with headers; compressed bodies are unpacked."""
        return b"\n".join(self._seen)

    def roots(self) -> list[JSON]:
        """The finished runs that no other run made."""
        # Copied at once: more may arrive meanwhile.
        runs = list(self.runs.values())
        return [r for r in runs if not r.get("parent_run_id") and r.get("end_time")]

    def wait_for[T](self, found: Callable[[], T], seconds: float = 30) -> T:
        """Return what `found` gives once it is true; traces come later than answers.

        Raises:
            TimeoutError: it never was.
        """
        deadline = time.monotonic() + seconds
        while not (result := found()):
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"only {sorted(r.get('name', '') for r in list(self.runs.values()))}"
                )
            time.sleep(0.05)
        return result

    async def _info(self, http: Request) -> Response:
        body = {**INFO, "instance_flags": {"zstd_compression_enabled": self.zstd}}
        return await self._kept(http, body, lambda _: None)

    async def _traces(self, http: Request) -> Response:
        def read(body: bytes) -> None:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    self.spans.extend(scope.spans)

        return await self._kept(http, None, read)

    async def _any(self, http: Request) -> Response:
        path = http.url.path

        def read(body: bytes) -> None:
            if path.endswith("/runs/multipart"):
                self._multipart(http.headers["content-type"], body)
            elif path.endswith("/runs/batch"):
                sent = json.loads(body)
                for run in sent.get("post", []) + sent.get("patch", []):
                    self._run(run["id"], run)
            elif "/runs" in path and body:
                run = json.loads(body)
                self._run(run.get("id") or path.rpartition("/")[2], run)

        return await self._kept(http, {}, read)

    async def _kept(self, http: Request, answer: Any, read: Callable[[bytes], None]) -> Response:
        body = _unpacked(http.headers.get("content-encoding"), await http.body())
        headers = b"\n".join(b": ".join(pair) for pair in http.headers.raw)
        self._seen.append(b"\n".join([str(http.url).encode(), headers, body]))
        while self.hangs and not await http.is_disconnected():
            await asyncio.sleep(0.05)
        if self.status == 200:
            read(body)
        return Response(b"", self.status) if answer is None else JSONResponse(answer, self.status)

    def _multipart(self, kind: str, body: bytes) -> None:
        whole: Any = email.message_from_bytes(
            b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body
        )
        for part in whole.get_payload():
            # post.ID or patch.ID, and for its large fields post.ID.inputs and so on.
            name = part.get_param("name", header="content-disposition")
            _, run_id, *field = name.split(".")
            value = json.loads(part.get_payload(decode=True))
            self._run(run_id, {field[0]: value} if field else value)

    def _run(self, run_id: str, fields: JSON) -> None:
        known = self.runs.setdefault(run_id, {})
        known.update({name: value for name, value in fields.items() if value is not None})


def attributes(span: Span) -> dict[str, str]:
    """Return the text attributes of a span by their name."""
    return {pair.key: pair.value.string_value for pair in span.attributes}


def _unpacked(encoding: str | None, body: bytes) -> bytes:
    match encoding:
        case "gzip":
            return gzip.decompress(body)
        case "zstd":
            return zstandard.ZstdDecompressor().decompressobj().decompress(body)
        case _:
            return body

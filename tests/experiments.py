"""A recording stand-in for LangSmith's API of datasets and experiments, over a real socket.

    with Experiments() as langsmith:
        Client(api_url=langsmith.url, api_key="any")

It keeps what comes as the service would: datasets, examples, sessions, which are experiments,
runs and feedback.
"""

import email
import json
from contextlib import ExitStack
from typing import Any, Self
from uuid import uuid4

import zstandard
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.ingest import INFO
from tests.serve import serve

type JSON = dict[str, Any]

_INFO = {**INFO, "instance_flags": {"dataset_examples_multipart_enabled": True}}


class Experiments:
    """The server; it listens from `with` on.

    Attributes:
        url: of the API.
        datasets, examples, sessions, runs: what is kept, by id.
        feedback: each score, oldest first.
        paths: method and path of each request.
        status: of each answer; another than 200 is a fault.
    """

    def __init__(self) -> None:
        self.url = ""
        self.datasets: dict[str, JSON] = {}
        self.examples: dict[str, JSON] = {}
        self.sessions: dict[str, JSON] = {}
        self.runs: dict[str, JSON] = {}
        self.feedback: list[JSON] = []
        self.paths: list[str] = []
        self.status = 200
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        every = Route("/{path:path}", self._any, methods=["GET", "POST", "PATCH", "PUT"])
        self.url = self._stack.enter_context(serve(Starlette(routes=[every])))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def _any(self, http: Request) -> Response:
        path, method = http.url.path, http.method
        self.paths.append(f"{method} {path}")
        body = await http.body()
        if http.headers.get("content-encoding") == "zstd":
            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        if self.status != 200:
            return JSONResponse({"detail": "scripted"}, self.status)
        try:
            return JSONResponse(self._answer(http, method, path, body))
        except KeyError as absent:
            return JSONResponse({"detail": f"{absent} not found"}, 404)

    def _answer(self, http: Request, method: str, path: str, body: bytes) -> Any:
        multipart = http.headers.get("content-type", "").startswith("multipart/")
        match method, path.strip("/").split("/"):
            case "GET", ["info"]:
                return _INFO
            case "GET", ["datasets"]:
                return [
                    d for d in self.datasets.values() if d["name"] == http.query_params.get("name")
                ]
            case "POST", ["datasets"]:
                return self._new(self.datasets, body)
            case "GET", ["datasets", dataset]:
                return self.datasets[dataset]
            case "GET", ["examples"]:
                return list(self.examples.values()) if http.query_params["offset"] == "0" else []
            case "GET", ["examples", example]:
                return self.examples[example]
            case "POST", ["examples"]:
                return self._new(self.examples, body)
            case "POST", ["v1", "platform", "datasets", dataset, "examples"]:
                for name, value in _parts(http, body):
                    example, *field = name.split(".")
                    kept = self.examples.setdefault(example, {"id": example, "dataset_id": dataset})
                    kept.update({field[0]: value} if field else value)
                return {"count": len(self.examples), "example_ids": list(self.examples)}
            case "GET", ["sessions"]:
                named = http.query_params.get("name")
                return [s for s in self.sessions.values() if named in (None, s["name"])]
            case "POST", ["sessions"]:
                return self._new(self.sessions, body)
            case "GET" | "PATCH", ["sessions", session]:
                changed = json.loads(body or b"{}").items()
                self.sessions[session].update({k: v for k, v in changed if v is not None})
                return self.sessions[session]
            case "POST", ["runs", "multipart"] if multipart:
                for name, value in _parts(http, body):
                    kind, item, *field = name.split(".")
                    if kind == "feedback":
                        self.feedback.append(value)
                    else:
                        run = self.runs.setdefault(item, {})
                        run.update({field[0]: value} if field else value)
                return {}
            case "POST", ["feedback", *_]:
                sent = json.loads(body)
                self.feedback += sent if isinstance(sent, list) else [sent]
                return sent
        return [] if method == "GET" else {}

    def _new(self, kept: dict[str, JSON], body: bytes) -> JSON:
        sent = json.loads(body)
        name = sent.get("id") or str(uuid4())
        kept[name] = {
            "tenant_id": str(uuid4()),
            "created_at": "2026-01-01T00:00:00Z",
            "start_time": "2026-01-01T00:00:00Z",
            **{field: value for field, value in sent.items() if value is not None},
            "id": name,
        }
        return kept[name]


def _parts(http: Request, body: bytes) -> list[tuple[str, Any]]:
    kind = http.headers["content-type"].encode()
    whole: Any = email.message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + body)
    return [
        (
            part.get_param("name", header="content-disposition"),
            json.loads(part.get_payload(decode=True)),
        )
        for part in whole.get_payload()
    ]

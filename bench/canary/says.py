"""A scripted model that says one text, whatever it is asked, in whatever form is wanted."""

import json
from collections.abc import Callable
from typing import Any

from bench.canary.canaries import Canary
from tests.provider import JSON, Reply
from tests.schema_instance import instance


def says(canary: Canary) -> Callable[[JSON], Reply]:
    """Return what answers so: as text, in each free text of a typed answer, or to a tool."""

    def answer(request: JSON) -> Reply:
        wanted = request.get("response_format", {}).get("json_schema", {}).get("schema")
        if wanted:
            return Reply(json=_filled(instance(wanted), json.dumps(wanted), canary.text))
        called = any(message["role"] == "tool" for message in request["messages"])
        if canary.position == "tool" and not called:
            call = {"name": "note", "args": {"text": canary.text, canary.text: [canary.text]}}
            return Reply(canary.text, tool_calls=[call])
        return Reply(canary.text)

    return answer


def _filled(value: Any, schema: str, text: str) -> Any:
    match value:
        case dict():
            return {name: _filled(each, schema, text) for name, each in value.items()}
        case list():
            return [_filled(each, schema, text) for each in value]
        case str() if json.dumps(value) not in schema:
            return text
    return value

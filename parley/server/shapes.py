"""What the LangGraph server's own checks of a body let through, and then fail on with 500.

Only fields that it fails on are here; of all others it says itself what is wrong.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError

_ZONES = available_timezones()  # reads files, so not while the server serves


def _is_known(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("must be a time zone such as Europe/Paris")
    return name


# What a database counts with.
type Number = Annotated[int, Field(ge=-(2**31), lt=2**31)]
type Seconds = Annotated[float, Field(ge=0, le=10**9)]
type Text = Annotated[str, StringConstraints(min_length=1)]
type Zone = Annotated[str, AfterValidator(_is_known)]
type Object = dict[str, Any]


class _Config(BaseModel):
    configurable: Object | None = None
    metadata: Object | None = None


class _Run(BaseModel):
    config: _Config | None = None
    context: Object | None = None
    checkpoint: Object | None = None
    command: Object | None = None
    langsmith_tracer: Object | None = None
    after_seconds: Seconds | None = None


class _Runs(BaseModel):
    batch: Annotated[list[_Run], Field(min_length=1)]


class _ChangedCron(_Run):
    timezone: Zone | None = None


class _Cron(_ChangedCron):
    schedule: str


class _Search(BaseModel):
    # A thread that has none yet, anyone's, fails the search of everyone.
    values: Annotated[None, Field(description="search by metadata instead")] = None
    limit: Number | None = None
    offset: Number | None = None


class _Checkpoint(BaseModel):
    checkpoint_id: Text


class _Place(BaseModel):
    configurable: _Checkpoint


class _History(BaseModel):
    limit: Number | None = None
    before: Text | _Place | None = None


class _Item(BaseModel):
    # Parley's stores forget nothing by themselves.
    ttl: None = None


class _Memories(BaseModel):
    namespace_prefix: list[Text]
    limit: Number | None = None
    offset: Number | None = None


class _Namespaces(BaseModel):
    limit: Number | None = None
    offset: Number | None = None
    max_depth: Number | None = None


class _Params(BaseModel):
    cursor: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")] = "0"
    arguments: Object = {}
    context: Object = {}
    message: Object = {}
    id: str = ""


class _Call(BaseModel):
    params: _Params = _Params()


_SHAPES: Mapping[str, type[BaseModel]] = {
    r"/runs(/stream|/wait)?$": _Run,
    r"/runs/batch$": _Runs,
    r"/runs/crons$": _Cron,
    r"/runs/crons/[^/]{36}$": _ChangedCron,
    r"/threads/(search|count)$": _Search,
    r"/threads/[^/]+/history$": _History,
    r"/store/items$": _Item,
    r"/store/items/search$": _Memories,
    r"/store/namespaces$": _Namespaces,
    r"^/(mcp|a2a/[^/]+)$": _Call,
}


def has_shape(path: str) -> bool:
    """Return whether `wrong_shape` knows bodies for this path."""
    return _shape(path) is not None


def wrong_shape(path: str, asked: Any) -> str | None:
    """Return one sentence on the first part of a JSON body that can't be so, or None."""
    shape = _shape(path)
    body = {"batch": asked} if shape is _Runs else asked
    if shape is None or not isinstance(body, dict):
        return None  # the server says so itself
    try:
        shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        said = first["msg"].removeprefix("Value error, ")
        # A type among several is named there too.
        names = [str(part) for part in first["loc"] if re.fullmatch(r"[a-z_\d]+", str(part))]
        return f"{'.'.join(names) or 'The body'}: {said}."
    return None


def _shape(path: str) -> type[BaseModel] | None:
    path = path.rstrip("/")
    return next((shape for pattern, shape in _SHAPES.items() if re.search(pattern, path)), None)

"""Memories over HTTP as `langgraph dev` has them: these routes come before the engine's own.

The engine's own keep them where no graph looks, fail for a user with a period in their name, and
take a user whose name is `*` for everyone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from langgraph.store.postgres.aio import AsyncPostgresStore
from pydantic import AfterValidator, BaseModel, Field

from parley.server.aegra.tables import pool
from parley.server.edge.log_in import LOG_IN
from parley.server.identity import caller
from parley.server.namespace import owned
from parley.settings import settings

router = APIRouter(prefix="/store")

NOT_UNDERSTOOD = (
    "The store knows no such namespace or filter: a namespace is labels of text, and a filter "
    "compares with $eq, $ne, $gt, $gte, $lt and $lte."
)


def _plain(label: str) -> str:
    if not label or "." in label:
        raise ValueError("a label is some text without a period")
    return label


type Namespace = list[Annotated[str, AfterValidator(_plain)]]
# What a database counts with.
type Count = Annotated[int, Field(ge=0, lt=2**31)]


class Key(BaseModel):
    """Where an item is."""

    namespace: Namespace = []
    key: str


class NewItem(Key):
    """What is to be kept there."""

    value: dict[str, Any]


class Search(BaseModel):
    """Which items are asked for."""

    namespace_prefix: Namespace
    filter: dict[str, Any] | None = None
    query: str | None = None
    limit: Count | None = None
    offset: Count | None = None


class Namespaces(BaseModel):
    """Which namespaces are asked for."""

    prefix: Namespace | None = None
    suffix: Namespace | None = None
    max_depth: Count | None = None
    limit: Count | None = None
    offset: Count | None = None


@router.put("/items", status_code=204)
async def put(item: NewItem) -> None:
    """Keep an item, in place of the one that was there."""
    with _understood():
        await _store().aput(_owned(item.namespace), item.key, item.value)


@router.get("/items")
async def get(key: str, namespace: str = "") -> dict[str, Any] | None:
    """Return one item, or nothing when there is none."""
    labels = namespace.split(".")
    if not all(labels):
        raise HTTPException(422, "namespace is its labels with a period between two.")
    found = await _store().aget(_owned(labels), key)
    return found.dict() if found else None


@router.delete("/items", status_code=204)
async def delete(item: Key) -> None:
    """Forget one item, if it is there."""
    await _store().adelete(_owned(item.namespace), item.key)


@router.post("/items/search")
async def search(asked: Search) -> dict[str, list[dict[str, Any]]]:
    """Return the items under a namespace."""
    with _understood():
        found = await _store().asearch(
            _owned(asked.namespace_prefix),
            query=asked.query,
            filter=asked.filter,
            limit=asked.limit or 10,
            offset=asked.offset or 0,
        )
    return {"items": [item.dict() for item in found]}


@router.post("/namespaces")
async def namespaces(asked: Namespaces) -> dict[str, list[tuple[str, ...]]]:
    """Return the namespaces that something is in."""
    with _understood():
        found = await _store().alist_namespaces(
            prefix=_owned(asked.prefix) or None,
            suffix=tuple(asked.suffix) if asked.suffix else None,
            max_depth=asked.max_depth,
            limit=asked.limit or 100,
            offset=asked.offset or 0,
        )
    return {"namespaces": found}


@contextmanager
def _understood() -> Iterator[None]:
    """Answer 422 where the store knows no such namespace or filter."""
    try:
        yield
    except ValueError as error:
        raise HTTPException(422, NOT_UNDERSTOOD) from error


def _store() -> AsyncPostgresStore:
    return AsyncPostgresStore(pool())


def _owned(namespace: list[str] | None) -> tuple[str, ...]:
    """Return the namespace as the caller's own: it starts with them, where there is log-in."""
    user = caller.get()
    if user is None:  # the edge let nobody in without one
        raise HTTPException(401, LOG_IN)
    return owned(namespace, user.identity) if settings().auth_on else tuple(namespace or ())

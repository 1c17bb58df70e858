"""Two users run the same graph on one store; each sees their own."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypedDict

import pytest
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime

from parley.server.persistence import store as opened
from parley.server.user_store import UserStore
from parley.settings import settings


class State(TypedDict, total=False):
    do: str
    namespace: tuple[str, ...] | None
    found: Any


async def _use(state: State, runtime: Runtime[None]) -> State:
    store = runtime.store
    assert store is not None
    namespace = tuple(state.get("namespace") or ("memories",))
    match state["do"]:
        case "put":
            await store.aput(namespace, "k", {"a": 1})
        case "get":
            item = await store.aget(namespace, "k")
            return {"found": item and item.namespace}
        case "delete":
            await store.adelete(namespace, "k")
        case "search":
            return {"found": [i.namespace for i in await store.asearch(namespace)]}
        case "list":
            prefix = state.get("namespace")
            return {"found": await store.alist_namespaces(prefix=prefix)}
        case "suffix":
            return {"found": await store.alist_namespaces(suffix=namespace)}
    return {}


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[UserStore]:
    monkeypatch.setattr(settings(), "parley_data_dir", tmp_path)
    async with opened() as memories:
        yield memories


async def ask(store: UserStore, user: str, do: str, **state: Any) -> Any:
    graph = StateGraph(State).add_node("use", _use).add_edge(START, "use").compile(store=store)
    config: Any = {"configurable": {"langgraph_auth_user_id": user}}
    return (await graph.ainvoke({"do": do, **state}, config)).get("found")


@pytest.fixture
async def anns(store: UserStore) -> UserStore:
    await ask(store, "ann", "put")
    return store


async def test_a_namespace_starts_with_the_user(anns: UserStore) -> None:
    assert await ask(anns, "ann", "get") == ("ann", "memories")


async def test_a_label_that_is_there_is_not_put_twice(anns: UserStore) -> None:
    assert await ask(anns, "ann", "get", namespace=("ann", "memories")) == ("ann", "memories")


async def test_another_user_gets_nothing(anns: UserStore) -> None:
    assert await ask(anns, "bob", "get") is None


async def test_another_user_gets_nothing_by_its_full_name(anns: UserStore) -> None:
    assert await ask(anns, "bob", "get", namespace=("ann", "memories")) is None


@pytest.mark.parametrize("namespace", [("memories",), ("ann",), ("ann", "memories")])
async def test_another_user_finds_nothing(anns: UserStore, namespace: tuple[str, ...]) -> None:
    assert await ask(anns, "bob", "search", namespace=namespace) == []


@pytest.mark.parametrize("namespace", [None, ("ann",), ("*",)])
async def test_another_user_lists_nothing(
    anns: UserStore, namespace: tuple[str, ...] | None
) -> None:
    assert await ask(anns, "bob", "list", namespace=namespace) == []


async def test_another_user_lists_nothing_by_its_end(anns: UserStore) -> None:
    assert await ask(anns, "bob", "suffix", namespace=("memories",)) == []


async def test_a_user_called_like_any_label_lists_nothing(anns: UserStore) -> None:
    assert await ask(anns, "*", "list") == []


async def test_another_user_deletes_nothing(anns: UserStore) -> None:
    await ask(anns, "bob", "delete", namespace=("ann", "memories"))
    assert await ask(anns, "ann", "get") == ("ann", "memories")


async def test_the_owner_lists_theirs(anns: UserStore) -> None:
    assert await ask(anns, "ann", "list") == [("ann", "memories")]


async def test_outside_a_run_namespaces_stay_as_they_are(store: UserStore) -> None:
    await store.aput(("plain",), "k", {})
    item = await store.aget(("plain",), "k")
    assert item is not None
    assert item.namespace == ("plain",)

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore

from parley.server.namespace import label, owned

identities = st.text(min_size=1)


@given(identities, identities)
def test_two_users_never_share_a_label(one: str, other: str) -> None:
    assert (label(one) == label(other)) == (one == other)


@given(identities)
def test_a_store_takes_every_label(identity: str) -> None:
    InMemoryStore().put((label(identity), "memories"), "k", {})


@pytest.mark.parametrize("identity", ["*", "a.b", "langgraph"])
def test_a_label_means_nothing_else_to_a_store(identity: str) -> None:
    assert label(identity) != identity


@given(identities, st.lists(st.text(min_size=1), max_size=3))
def test_a_namespace_starts_with_its_owner(identity: str, namespace: list[str]) -> None:
    assert owned(namespace, identity)[0] == label(identity)


@given(identities, st.lists(st.text(min_size=1), max_size=3))
def test_to_own_it_twice_changes_nothing(identity: str, namespace: list[str]) -> None:
    once = owned(namespace, identity)
    assert owned(once, identity) == once

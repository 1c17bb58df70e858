"""The messages channel reads the same however it is replayed, and nothing can break it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langgraph.graph.message import _messages_delta_reducer

from parley.messages import UNREADABLE, MessagesChannel, Named

ids = st.sampled_from(["a", "b", "c", "d"])
messages = st.one_of(
    st.builds(HumanMessage, st.text(max_size=5), id=ids),
    st.builds(AIMessage, st.text(max_size=5), id=ids),
    ids.map(lambda i: RemoveMessage(i)),
)
writes = st.lists(st.lists(messages, max_size=3), max_size=6)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "type", "id"]), inner, max_size=4)
    ),
)


def channel() -> MessagesChannel:
    return MessagesChannel(_messages_delta_reducer, list)


def replayed(*batches: list[Any]) -> list[Any]:
    read = channel()
    for batch in batches:
        read.update(batch)
    return read.get() if read.is_available() else []


@given(writes, st.integers(0, 6))
def test_it_reads_the_same_in_any_batches(written: list[Any], cut: int) -> None:
    assert replayed(written) == replayed(written[:cut], written[cut:])


@given(st.lists(anything, min_size=1, max_size=4))
def test_no_write_makes_it_unreadable(written: list[Any]) -> None:
    read = channel()
    read.update(written)
    saved = channel().from_checkpoint(read.checkpoint())
    saved.replay_writes([("task", "messages", write) for write in written])
    assert [m.text for m in saved.get()] == [m.text for m in read.get()]


def test_what_is_no_message_becomes_a_placeholder() -> None:
    assert [m.id for m in replayed([5])] == [UNREADABLE]


def test_what_is_a_message_in_other_words_is_kept() -> None:
    assert [m.text for m in replayed(["hi", [("user", "there")], {"role": "user", "content": "!"}])]


@given(writes, st.booleans())
def test_a_name_stands_for_what_no_write_changed(written: list[Any], replay: bool) -> None:
    before = [HumanMessage(name, id=name) for name in "abcd"]
    read = channel()
    read.value = Named(before, [b"ab", b"cd"], 2)
    if replay:
        read.replay_writes([("task", "messages", write) for write in written])
    else:
        read.update(written)
    after = read.get()
    kept = len(after.names)
    assert [*after.names] == [b"ab", b"cd"][:kept]
    assert after[: 2 * kept] == before[: 2 * kept]
    # None is lost without need.
    if after[:4] == before:
        changed = {m.id for write in written for m in write}
        assert kept == 2 or changed & set("abcd")


def test_what_is_only_added_leaves_every_name() -> None:
    read = channel()
    read.value = Named([HumanMessage(name, id=name) for name in "abc"], [b"ab"], 2)
    read.update([HumanMessage("d", id="d")])
    assert (read.get().names, len(read.get())) == ([b"ab"], 4)

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from parley.safety.pii import Policy, find
from parley.safety.pii.tree import Tree

CARD, MAIL = "4111 1111 1111 1111", "ann@example.com"
POLICY = Policy({"card": "redact", "email": "redact"})


def rewritten(value: Any) -> Any:
    return Tree(POLICY).rewrite(value)


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ({"a": {"b": [{"c": CARD}]}}, {"a": {"b": [{"c": "[CARD]"}]}}),
        ({MAIL: 1}, {"[EMAIL]": 1}),
        ({MAIL: 1, "b@b.io": 2}, {"[EMAIL]": 1, "[EMAIL] 2": 2}),
        (("user", CARD), ("user", "[CARD]")),
        ([4111111111111111, 0.1, None, True], [4111111111111111, 0.1, None, True]),
        (HumanMessage(CARD, id="1"), HumanMessage("[CARD]", id="1")),
        (
            AIMessage("", tool_calls=[{"name": "pay", "args": {"with": CARD}, "id": "c"}]),
            AIMessage("", tool_calls=[{"name": "pay", "args": {"with": "[CARD]"}, "id": "c"}]),
        ),
        (
            ToolMessage(CARD, tool_call_id="c", artifact={MAIL: 1}),
            ToolMessage("[CARD]", tool_call_id="c", artifact={"[EMAIL]": 1}),
        ),
    ],
)  # fmt: skip
def test_it_is_found_wherever_it_is(value: Any, clean: Any) -> None:
    assert rewritten(value) == clean


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.sampled_from([CARD, MAIL, f"x {CARD} y"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just(MAIL), inner),
)  # fmt: skip


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(s for each in value.values() for s in _strings(each))]
    if isinstance(value, list):
        return [s for each in value for s in _strings(each)]
    return [value] if isinstance(value, str) else []


@given(_JSON)
def test_nothing_is_left_in_any_json_and_its_shape_stays(value: Any) -> None:
    clean = rewritten(value)
    assert not [s for text in _strings(clean) for s in find(text) if POLICY.acts_on(s.kind)]
    assert rewritten(clean) == clean
    assert type(clean) is type(value)
    assert len(_strings(clean)) == len(_strings(value))


def test_a_picture_is_not_read_as_text() -> None:
    picture = "data:image/png;base64," + "A" * 2000 + "/4111111111111111/" + "B" * 2000
    assert rewritten({"url": picture})["url"] is picture


def test_what_is_not_changed_is_not_copied() -> None:
    value = {"a": [{"b": "text"}], "m": [HumanMessage("Hi")]}
    assert rewritten(value) is value

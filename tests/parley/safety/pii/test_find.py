import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.safety.pii import Span, find
from parley.settings.pii import Kind
from tests.parley.safety.pii.known import FOUND, NOT_FOUND


@pytest.mark.parametrize(("kind", "marked"), FOUND)
def test_it_is_found_where_it_is(kind: Kind, marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    start = marked.index("«")
    assert find(text) == [Span(kind, start, marked.index("»") - 1)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert [(s.kind, text[s.start : s.end]) for s in find(text)] == []


def test_several_are_in_order() -> None:
    text = "4111 1111 1111 1111, ann@example.com, 203.0.113.7"
    assert [span.kind for span in find(text)] == ["card", "email", "ip"]


_PARTS = [re.sub("[«»]", "", marked) for _, marked in FOUND]


@given(st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=12))).map("".join))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for span in find(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.approval.decision import Decision, read_decision
from graphs.approval.state import Announcement

TEXT = {"title": "T", "body": "B"}
EDITED = Decision(type="edit", text=Announcement(title="T", body="B"))


@pytest.mark.parametrize(
    "answer",
    [
        {"decisions": [{"type": "approve"}]},
        [{"type": "accept", "args": None}],
        {"type": "approve"},
        "Approve",
        True,
    ],
)
def test_every_client_can_approve(answer: object) -> None:
    assert read_decision(answer) == Decision(type="approve")


@pytest.mark.parametrize(
    "answer",
    [
        {"decisions": [{"type": "edit", "edited_action": {"name": "publish", "args": TEXT}}]},
        [{"type": "edit", "args": {"action": "publish", "args": TEXT}}],
    ],
)
def test_every_client_can_edit(answer: object) -> None:
    assert read_decision(answer) == EDITED


@pytest.mark.parametrize("answer", ["reject", False, [{"type": "ignore"}], {"type": "reject"}])
def test_every_client_can_reject(answer: object) -> None:
    assert read_decision(answer) == Decision(type="reject")


def test_a_rejection_keeps_its_reason() -> None:
    decision = read_decision({"decisions": [{"type": "reject", "message": "Too long"}]})
    assert decision == Decision(type="reject", reason="Too long")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        3,
        "",
        "maybe",
        {},
        {"decisions": []},
        {"decisions": [{"type": "approve"}, {"type": "reject"}]},
        {"type": "edit"},
        {"type": "edit", "edited_action": {"args": {"title": "", "body": "B"}}},
        {"type": "edit", "edited_action": "text"},
    ],
)
def test_what_cannot_be_read_says_why(answer: object) -> None:
    assert isinstance(read_decision(answer), str)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "decisions", "args", "edited_action", "message"]) | st.text(),
            inner | st.sampled_from(["approve", "edit", "reject"]),
            max_size=3,
        )
    ),
)


@given(anything)
def test_nothing_raises(answer: object) -> None:
    assert isinstance(read_decision(answer), Decision | str)

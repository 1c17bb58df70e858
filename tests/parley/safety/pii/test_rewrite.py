import gc
import re
from collections.abc import Iterator
from time import thread_time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.safety.pii import PiiRefusedError, Policy, find, rewrite
from parley.settings.pii import KINDS, Action, Kind
from tests.parley.safety.pii.known import FOUND, wide

REDACT = Policy(dict.fromkeys((k for k in KINDS if k not in {"name", "place"}), "redact"))
_PARTS = [re.sub("[«»]", "", marked) for _, marked in FOUND]
_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(_PARTS),
        st.sampled_from(["1", " ", "-", "@", "=", "a"]),
        st.text(max_size=9),
    )
).map("".join)
_POLICIES = st.dictionaries(
    st.sampled_from([k for k in KINDS if k not in {"name", "place"}]),
    st.sampled_from([a for a in get_args(Action.__value__) if a != "refuse"]),
).map(lambda actions: Policy(actions, b"key"))


@pytest.mark.parametrize(("kind", "marked"), FOUND)
def test_only_what_is_found_goes(kind: Kind, marked: str) -> None:
    text = re.sub("[«»]", "", marked)
    assert rewrite(text, REDACT)[0] == re.sub("«.*»", f"[{kind.upper()}]", marked, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("action", "instead"),
    [("pass", "ann@example.com"), ("redact", "[EMAIL]"), ("mask", "[EMAIL ****.com]")],
)
def test_each_action_has_its_form(action: Action, instead: str) -> None:
    assert rewrite("To ann@example.com.", Policy({"email": action}))[0] == f"To {instead}."


def test_a_hash_is_the_same_for_the_same_and_needs_the_key() -> None:
    policy, other = Policy({"email": "hash"}, b"key"), Policy({"email": "hash"}, b"other")
    first, second = rewrite("a@b.io a@b.io", policy)[0].split("] ")
    assert f"{first}]" == second
    assert rewrite("a@b.io", policy)[0] != rewrite("a@b.io", other)[0]
    assert rewrite("a@b.io", policy)[0] != rewrite("c@b.io", policy)[0]


def test_a_refusal_names_the_kind_and_not_the_value() -> None:
    with pytest.raises(PiiRefusedError, match="a card number") as refused:
        rewrite("pay 4111 1111 1111 1111", Policy({"card": "refuse"}))
    assert "4111" not in str(refused.value)


def test_what_was_done_is_counted() -> None:
    assert rewrite("a@b.io, c@d.io and 203.0.113.7", REDACT)[1] == {"email": 2, "ip": 1}


@given(_TEXTS, _POLICIES)
def test_nothing_is_left_and_a_second_time_changes_nothing(text: str, policy: Policy) -> None:
    once, _ = rewrite(text, policy)
    assert [span for span in find(once) if policy.acts_on(span.kind)] == []
    assert rewrite(once, policy)[0] == once


@given(_TEXTS)
def test_a_policy_of_nothing_keeps_everything(text: str) -> None:
    assert rewrite(text, Policy({})) == (text, {})


@given(_TEXTS, _POLICIES)
def test_what_is_not_found_stays(text: str, policy: Policy) -> None:
    if not any(policy.acts_on(span.kind) for span in find(text)):
        assert rewrite(text, policy)[0] == text


# Each makes a careless pattern try again and again; it comes 20 times as long, too.
_HOSTILE = [
    "a", "1", "1 ", "1-", "@", "a@", "a@a.", "a.", "://", "://a:", "eyJ", "eyJaaaaa-", "eyJaaaaa.",
    "sk-", "sk-a", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n" + "A" * 20,
    "token=", "token = ", "password is ", "?key=", "DE89 3704 ", "AB12", "0.", "1.1.", ":", "a:",
    "+1 ", "(0", "0 1", "phone ", "phone 1 ", "00:", "ssn ", "SG.aaaaaaaaaaaaaaaa.", "\u200b",
    "4111 1111 1111 1111 ", "a@b.io", "\\n", "Proc-Type: ", wide("4"),
]  # fmt: skip


@pytest.fixture
def no_collection() -> Iterator[None]:
    """A search for garbage among all that the tests have loaded counts as work of the thread."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize("unit", _HOSTILE)
def test_a_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    def cost(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        begun = thread_time()
        find(text)
        return thread_time() - begun

    short, long = (min(cost(length) for _ in range(3)) for length in (10_000, 200_000))
    # Linear is 20 times; quadratic would be 400.
    assert long < 100 * short + 0.05

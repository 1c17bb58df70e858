"""Nothing sensitive is left in what goes to a log or a trace, wherever it stood."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage
from pydantic import BaseModel, SecretStr

from parley.settings import settings
from parley.telemetry import redaction
from parley.telemetry.pseudonym import pseudonym
from tests.parley.telemetry.canaries import CANARIES, TEXT, leaked


class Sent(BaseModel):
    to: str


@dataclass
class Held:
    of: str


def wide(digits: str) -> str:
    """The same digits in their full-width form, which JSON may write by their numbers."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in digits)


CALL: Any = {"name": "send", "args": {"to": TEXT}, "id": "1"}


def nested(levels: int) -> Any:
    return TEXT if levels == 0 else [{"in": nested(levels - 1)}]


@pytest.mark.parametrize(
    "hidden",
    [
        TEXT,
        nested(25),
        nested(200),
        {TEXT: 1},
        {"a": {CANARIES["email"]: {CANARIES["phone"]: 1}}},
        (TEXT, {TEXT}),
        AIMessage(TEXT, additional_kwargs={TEXT: TEXT}, tool_calls=[CALL]),
        Sent(to=TEXT),
        Held(TEXT),
        SecretStr(TEXT),
        TEXT.encode(),
        ValueError(TEXT),
        int(CANARIES["card"].replace(" ", "")),
        json.dumps({"arguments": json.dumps({"to": TEXT})}),
        json.dumps({"arguments": wide(CANARIES["card"]) + TEXT}),
        repr({"error": repr(ValueError(TEXT))}),
        {"url": f"/threads/{quote(TEXT)}"},
        {"query": urlencode({"q": TEXT})},
    ],
    ids=lambda hidden: type(hidden).__name__,
)
def test_nothing_is_left_of_it(hidden: Any) -> None:
    left = json.dumps(redaction.value(hidden), ensure_ascii=False)
    assert leaked(left) == []
    assert "4111" not in left


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10**8) | st.text("abc xyz\n", max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
)


@given(PLAIN)
def test_what_is_nobodys_stays_as_it_is(plain: Any) -> None:
    assert redaction.value(plain) == plain


@given(st.text())
def test_a_redacted_text_stays_as_it_is(said: str) -> None:
    once = redaction.text(f"{TEXT} {said}")
    assert redaction.text(once) == once


def test_two_names_that_become_one_keep_their_values() -> None:
    clean = redaction.value({"a@example.com": 1, "b@example.com": 2})
    assert isinstance(clean, dict)
    assert sorted(map(str, clean.values())) == ["1", "2"]


def test_a_configured_secret_is_left_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "horse battery staple")
    settings.cache_clear()
    assert redaction.text("It is horse battery staple.") == "It is [SECRET]."


def test_a_picture_stays_here() -> None:
    picture = {"url": "data:image/png;base64," + "iVBORw0KGgo" * 1000}
    assert redaction.value(picture) == {"url": "[DATA, 11,022 characters]"}


def test_users_are_told_apart_and_not_named() -> None:
    metadata = {
        "langgraph_auth_user_id": "ann",
        "owner": "ann",
        "langgraph_auth_user": {"k": "ann"},
    }
    clean = redaction.value(metadata)
    assert clean == {"langgraph_auth_user_id": pseudonym("ann"), "owner": pseudonym("ann")}
    # Letters by chance, any three of which may be a name.
    assert re.fullmatch("user-[a-p]{16}", pseudonym("ann"))
    assert pseudonym("ann") != pseudonym("bob")
    assert pseudonym(pseudonym("ann")) == pseudonym("ann")


def test_without_the_key_nobody_can_try_names(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pseudonym("ann")
    monkeypatch.setenv("PII_HASH_KEY", "k" * 32)
    settings.cache_clear()
    assert pseudonym("ann") != before

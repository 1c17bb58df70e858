"""Errors have few kinds, whatever they say."""

import pytest
from langgraph.errors import GraphRecursionError

from parley.models.breaker import BreakerOpenError
from parley.models.errors import ModelError
from parley.safety.input import InputError
from parley.telemetry.kinds import kind_of


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ModelError("x"), "model"),
        (BreakerOpenError("x"), "breaker_open"),
        (InputError("x"), "input"),
        (GraphRecursionError("x"), "graph_recursion"),
        (TimeoutError("x"), "timeout"),
        (KeyError("ann@example.com"), "internal"),
    ],
)
def test_an_error_has_a_kind(error: Exception, kind: str) -> None:
    assert kind_of(error) == kind

"""The checker of claims on the authored pairs, with the embedded model where rules are unsure."""

import pytest

from bench.grounding import by_both, marks
from parley.models.roles import stop

pytestmark = [pytest.mark.model, pytest.mark.timeout(1800)]


async def test_unsupported_claims_are_found_and_few_others_marked() -> None:
    try:
        found = await marks(by_both)
    finally:
        stop()
    assert found.recall >= 0.95, found.wrong
    assert found.false_marks <= 0.15, found.wrong

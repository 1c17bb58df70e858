from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata

from parley.models.spent import Spent, Usage, cache_written, cached

COUNTS = st.integers(0, 10**9)
# Fractions of two: they add up exactly, in any order.
COSTS = st.none() | st.integers(0, 10**6).map(lambda n: n / 1024)
SPENT = st.builds(Spent, COUNTS, COUNTS, COUNTS, COSTS)
KEYS = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["writer", "chat"]))


@given(st.dictionaries(KEYS, SPENT))
def test_the_total_is_the_sum_of_all(by: dict[tuple[str, str], Spent]) -> None:
    total = Usage(by).total
    assert total.tokens == sum(spent.tokens for spent in by.values())
    assert total.cached_tokens == sum(spent.cached_tokens for spent in by.values())
    costs = [spent.cost_dollars for spent in by.values()]
    known = [cost for cost in costs if cost is not None]
    assert total.cost_dollars == (sum(known) if len(known) == len(costs) else None)


@given(SPENT, SPENT, SPENT)
def test_the_order_makes_no_difference(a: Spent, b: Spent, c: Spent) -> None:
    assert (a + b) + c == a + (b + c) == (c + b) + a


@given(COUNTS, st.integers(-5, 2 * 10**9), st.integers(-5, 2 * 10**9))
def test_the_parts_never_exceed_the_input(tokens: int, read: int, written: int) -> None:
    usage = UsageMetadata(
        input_tokens=tokens,
        output_tokens=0,
        total_tokens=tokens,
        input_token_details=InputTokenDetails(cache_read=read, cache_creation=written),
    )
    assert 0 <= cached(usage) + cache_written(usage) <= tokens


def test_a_service_tiers_cache_counts_as_cache() -> None:
    details: object = {"flex_cache_read": 40, "flex": 60}
    usage = UsageMetadata(
        input_tokens=100,
        output_tokens=0,
        total_tokens=100,
        input_token_details=details,  # type: ignore[typeddict-item]
    )
    assert cached(usage) == 40

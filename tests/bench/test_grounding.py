from collections import Counter

from bench.grounding import by_rules, marks, pairs
from parley.grounding.checker import check
from parley.grounding.verdict import Source


def test_the_pairs_are_of_three_kinds_and_a_third_is_held_out() -> None:
    assert Counter(pair.label for pair in pairs()) == dict.fromkeys(
        ("supported", "contradicted", "absent"), 20
    )
    assert sum(pair.held_out for pair in pairs()) == 20


async def test_the_rules_alone_find_most_of_what_is_unsupported() -> None:
    assert (await marks(by_rules)).recall > 0.8


async def test_each_quote_stands_verbatim_in_its_source() -> None:
    for pair in pairs():
        [verdict] = await check(pair.claim, [Source(1, pair.source)], ask=False)
        assert verdict.quote in pair.source
        assert bool(verdict.quote) == (verdict.status != "absent")

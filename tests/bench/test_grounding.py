from collections import Counter

from bench.grounding import by_rules, marks, pairs


def test_the_pairs_are_of_three_kinds_and_a_third_is_held_out() -> None:
    assert Counter(pair.label for pair in pairs()) == dict.fromkeys(
        ("supported", "contradicted", "absent"), 20
    )
    assert sum(pair.held_out for pair in pairs()) == 20


async def test_the_rules_alone_find_most_of_what_is_unsupported() -> None:
    assert (await marks(by_rules)).recall > 0.8

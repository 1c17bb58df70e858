"""A scorer that fails has passed nothing."""

from evals.scorers.check import Check
from evals.scorers.registry import score
from evals.targets.reply import Reply


def test_a_check_is_written_as_one_key() -> None:
    check = Check.model_validate({"contains": ["Oslo"]})
    assert (check.scorer, check.given) == ("contains", ["Oslo"])
    assert check.model_dump() == {"contains": ["Oslo"]}


def test_a_scorer_that_fails_is_a_failure() -> None:
    found, broken = score(Check(scorer="contains", given=5), Reply(text="Oslo"))
    assert broken
    assert not found.passed
    assert "the scorer failed" in found.detail


def test_an_unknown_scorer_is_a_failure() -> None:
    found, broken = score(Check(scorer="none", given=1), Reply(text="Oslo"))
    assert broken
    assert not found.passed

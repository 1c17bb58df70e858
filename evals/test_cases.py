"""Each case of the datasets as a test: `make test-evals`, ARGS="-k chat" picks some.

The conversations and verdicts are those that `make evals` keeps. With LANGSMITH_API_KEY set, each
case becomes an example there, with its scores as feedback.
"""

import os

import pytest
from langsmith import testing

from evals.cases import Case, read_cases
from evals.kept import Kept
from evals.run import Plan, one_case
from evals.targets.in_process import InProcess

CASES = read_cases(quick=bool(os.environ.get("QUICK")))


@pytest.mark.langsmith
@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
async def test_case(case: Case, target: InProcess, kept: Kept, above_bar: set[str]) -> None:
    """Everything that counts holds; an advisory judge's doubt is logged and no more."""
    if reason := target.lacks(case):
        pytest.skip(reason)
    plan = Plan([case], target, 1, True, kept, above_bar)
    result = await one_case(plan, case)
    testing.log_inputs({"turns": [turn.say or str(turn.resume) for turn in case.turns]})
    testing.log_outputs({"messages": [said.model_dump() for said in result.conversation]})
    for score in result.scores:
        key = f"{score.scorer}.{score.turn}" + (".advisory" if score.advisory else "")
        testing.log_feedback(key=key, score=float(score.passed), comment=score.detail)
    if result.status == "advisory":
        pytest.skip("only a judge below the bar scored it")
    wrong = [score for score in result.scores if not score.passed and not score.advisory]
    assert not wrong, "\n".join(f"turn {s.turn}, {s.scorer}: {s.detail}" for s in wrong)

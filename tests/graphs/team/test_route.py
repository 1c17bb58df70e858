import itertools
from typing import Any

import pytest

from graphs.team.context import Context
from graphs.team.route import checklist, corrected, legal_steps, route_among
from graphs.team.sources import Source
from graphs.team.state import Gap, State

SOURCE = Source(id=1, title="A", location="a.md", quote="A.")


def state(**changes: Any) -> State:
    empty: Any = {
        "sources": [],
        "draft": "",
        "reviewed": False,
        "findings": [],
        "steps": 0,
        "searches": 0,
        "revisions": 0,
        "questions": ["Q"],
        "notes": "",
        "gaps": [],
    }
    return {**empty, **changes}


def test_research_comes_first() -> None:
    assert legal_steps(state(), Context()) == ["researcher"]


def test_nothing_is_written_without_sources() -> None:
    assert legal_steps(state(searches=1), Context()) == ["finish"]


def test_with_sources_it_may_write_or_search_for_more() -> None:
    steps = legal_steps(state(sources=[SOURCE], searches=1), Context())
    assert steps == ["writer", "researcher"]


def test_with_every_question_answered_it_writes() -> None:
    answered = state(sources=[SOURCE], searches=1, notes="Q: A")
    assert legal_steps(answered, Context()) == ["writer"]


def test_a_removed_source_is_none() -> None:
    removed: Any = {**SOURCE, "removed": True}
    assert legal_steps(state(sources=[removed], searches=1), Context()) == ["finish"]


def test_a_writer_that_failed_twice_is_not_called_again() -> None:
    failed = [Gap(who="writer", what="The writer failed.")]
    once = state(sources=[SOURCE], searches=1, notes="Q: A", gaps=failed)
    assert legal_steps(once, Context()) == ["writer"]
    assert legal_steps({**once, "gaps": failed * 2}, Context()) == ["finish"]


def test_a_draft_is_reviewed_before_anything_else() -> None:
    assert legal_steps(state(sources=[SOURCE], draft="A [1].", searches=1), Context()) == [
        "reviewer"
    ]


def test_what_the_review_found_may_be_revised() -> None:
    reviewed = state(sources=[SOURCE], draft="A.", reviewed=True, findings=["Uncited."], searches=1)
    assert "writer" in legal_steps(reviewed, Context())


def test_revisions_are_bounded() -> None:
    reviewed = state(
        sources=[SOURCE], draft="A.", reviewed=True, findings=["x"], revisions=1, searches=1
    )
    assert legal_steps(reviewed, Context(max_revisions=1)) == ["finish"]


def test_the_budget_of_steps_ends_it_wherever_it_is() -> None:
    assert legal_steps(state(sources=[SOURCE], steps=5), Context(max_steps=5)) == ["finish"]


@pytest.mark.parametrize("draft", ["", "A."])
def test_every_state_has_a_next_step(draft: str) -> None:
    for sources, reviewed, findings, searches, revisions in itertools.product(
        [[], [SOURCE]], [True, False], [[], ["x"]], [0, 1, 2], [0, 1, 2]
    ):
        assert legal_steps(
            state(
                draft=draft,
                sources=sources,
                reviewed=reviewed,
                findings=findings,
                searches=searches,
                revisions=revisions,
            ),
            Context(),
        )


def test_the_model_can_only_choose_a_legal_step() -> None:
    schema = route_among(["writer", "finish"]).model_json_schema()
    assert schema["properties"]["step"]["enum"] == ["writer", "finish"]


def test_the_checklist_says_what_is_there() -> None:
    text = checklist(state(sources=[SOURCE], draft="A.", findings=["x", "y"]))
    assert text == "sources: 1, open questions: 0, draft: yes, reviewed: no, findings: 2"


def test_an_impossible_choice_is_read_and_corrected() -> None:
    step = route_among(["researcher", "finish"]).model_validate({"step": "writer"}).model_dump()
    assert corrected(step["step"], ["researcher", "finish"]) == "researcher"

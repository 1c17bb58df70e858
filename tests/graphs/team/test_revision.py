import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.team.revision import paragraphs, revised

DRAFT = (
    "# T\n\nOne is here. Two is there. Three  follows.\n\n- First item.\n- Second item.\n\nEnd.\n"
)


def test_only_the_passage_changes() -> None:
    assert revised(DRAFT, {"Two is there.": "2!"}) == DRAFT.replace("Two is there.", "2!")


@pytest.mark.parametrize(
    ("passage", "left"),
    [
        ("Two is there.", DRAFT.replace(" Two is there.", "")),
        ("One is here.", DRAFT.replace("One is here. ", "")),
        ("Second item.", DRAFT.replace("- Second item.\n", "")),
        ("First item.", DRAFT.replace("- First item.\n", "")),
        ("End.", DRAFT.replace("\nEnd.\n", "")),
    ],
)
def test_what_is_cut_takes_its_space_along(passage: str, left: str) -> None:
    assert revised(DRAFT, {passage: ""}) == left


@pytest.mark.parametrize(
    ("draft", "left"),
    [
        ("# T\n\nCut.\n\nStays.", "# T\n\nStays."),
        ("# T\n\nCut.\n\nGoes.\n\nStays.\n", "# T\n\nStays.\n"),
        ("# T\n\nStays.\n\nGoes.\n\nCut.\n", "# T\n\nStays.\n"),
        ("Cut.\n\nStays. Goes.\n\nEnd.", "Stays.\n\nEnd."),
        ("Old. Cut.\n\nStays.", "New.\n\nStays."),
    ],
)
def test_what_stands_around_a_cut_stays_apart(draft: str, left: str) -> None:
    assert revised(draft, {"Cut.": "", "Goes.": "", "Old.": "New."}) == left


def test_of_a_passage_that_stands_twice_the_first_is_replaced() -> None:
    assert revised("One. Two. One.", {"One.": "1."}) == "1. Two. One."


def test_a_passage_within_another_goes_with_it() -> None:
    whole = "One is here. Two is there. Three  follows."
    assert revised(DRAFT, {whole: "All.", "Two is there.": "2"}) == DRAFT.replace(whole, "All.")


def test_what_is_not_there_is_passed_over() -> None:
    assert revised(DRAFT, {"Four": "4", "": "5"}) == DRAFT


words = st.text(alphabet="abc ", min_size=1, max_size=6)


@given(st.lists(words, min_size=1, max_size=6), st.data())
def test_everything_else_stays_byte_for_byte(pieces: list[str], data: st.DataObject) -> None:
    marked = [f"<{n}{piece}>" for n, piece in enumerate(pieces)]
    draft = "\n".join(marked)
    chosen = data.draw(st.sets(st.sampled_from(marked)))
    new = revised(draft, dict.fromkeys(chosen, "new"))
    assert new.split("\n") == ["new" if piece in chosen else piece for piece in marked]


def test_paragraphs_are_verbatim_and_without_headings() -> None:
    assert paragraphs(DRAFT) == [
        "One is here. Two is there. Three  follows.",
        "- First item.\n- Second item.",
        "End.",
    ]
    assert paragraphs("# T\n## S\nOne.\n\n#tag\n\n# U") == ["One.", "#tag"]

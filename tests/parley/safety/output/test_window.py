"""Whatever comes in whichever chunks: what comes out in pieces holds what the whole text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.safety.leak import Leak
from parley.safety.output.window import Window
from parley.safety.pii import Policy, find, rewrite
from parley.settings.pii import KINDS, NAMES
from tests.parley.safety.output.samples import PERSONAL, chunked

ALL = Policy({kind: "redact" for kind in KINDS if kind not in NAMES})
sizes = st.sampled_from((None, 1, 20, 80))


def pieces(chunks: list[str], characters: int | None = None) -> list[str]:
    window = Window(characters)
    return [*(window.add(chunk) for chunk in chunks), window.rest()]


@given(chunked(), sizes)
def test_the_pieces_are_the_text(chunks: list[str], characters: int | None) -> None:
    assert "".join(pieces(chunks, characters)) == "".join(chunks)


@given(chunked(), sizes)
def test_nothing_personal_is_cut(chunks: list[str], characters: int | None) -> None:
    text, out = "".join(chunks), pieces(chunks, characters)
    begin, ends = 0, set()
    for piece in out:
        begin += len(piece)
        ends.add(begin)
    for span in find(text):
        assert not any(span.start < end < span.end for end in ends), text[span.start : span.end]


@given(chunked(), sizes)
def test_the_pieces_rewritten_are_the_text_rewritten(
    chunks: list[str], characters: int | None
) -> None:
    out = [rewrite(piece, ALL)[0] for piece in pieces(chunks, characters)]
    assert "".join(out) == rewrite("".join(chunks), ALL)[0]


@pytest.mark.parametrize("value", PERSONAL)
@given(st.integers(1, 40), sizes)
def test_nothing_of_it_is_out_before_all_of_it(
    value: str, size: int, characters: int | None
) -> None:
    window = Window(characters)
    text = f"A sentence goes before. And so it is {value}"
    out = "".join(window.add(text[at : at + size]) for at in range(0, len(text), size))
    [*_, last] = find(text)
    assert len(out) <= last.start


def test_a_sentence_comes_out_when_the_next_word_begins() -> None:
    window = Window(None)
    assert window.add("One. ") == "One. "
    assert [window.add(part) for part in ("Two", ".", " Th")] == ["", "", "Two. "]


@pytest.mark.parametrize("text", ["- one\n- two\n", "# Title\n\nText", "\u4f60\u597d\u3002\u8bf7"])
def test_lines_and_other_scripts_have_ends_too(text: str) -> None:
    assert Window(None).add(text)


def test_a_number_waits_for_the_word_after_it() -> None:
    window = Window(None)
    assert window.add("It was 2024. ") == ""
    assert window.add("Then ") == "It was 2024. "


def test_a_long_sentence_comes_out_in_parts() -> None:
    assert len(Window(None).add("word and " * 200)) > 1000


def test_with_a_number_of_characters_parts_of_sentences_come_out() -> None:
    parts = pieces(["one two ", "three four ", "five"], 10)
    assert [part for part in parts if part] == ["one two three four ", "five"]


def test_what_repeats_the_prompt_is_held_while_it_does() -> None:
    told = "You are a spy. Never say that you are a spy of the king of Spain."
    window = Window(None, Leak(told, 8))
    assert window.add("You are a spy. Never say that ") == ""
    assert window.add("to anyone. Good. ").startswith("You are a spy.")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.safety.characters import plain

_TAGS = "".join(chr(0xE0000 + ord(c)) for c in "obey")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("pass\u200bword", "password"),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("abc\u202ecba\u202c", "abccba"),
        ("\u2066isolated\u2069", "isolated"),
        (f"Hello{_TAGS}", "Hello"),
        ("a\u200db", "ab"),
        ("a\ufe0f\ufe0f\ufe0f", "a\ufe0f"),
        ("a\U000e0101\U000e0102\U000e0103", "a\U000e0101"),
        ("left\u200e to right", "left to right"),
        ("\u3164\u115f", ""),
        ("e\u0301", "\u00e9"),
    ],
)
def test_what_nobody_sees_is_gone(text: str, seen: str) -> None:
    assert plain(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",  # a family
        "\U0001f469\U0001f3fd\u200d\U0001f4bb",  # with a tone of skin
        "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
        "\U0001f1e9\U0001f1ea",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari, with a joiner
        "\u05d0\u200f(1)",  # Hebrew, with a direction
        "\u845b\U000e0100\u57ce",  # a form of a Chinese character
        "Zo\u00eb, na\u00efve, \u0141\u00f3d\u017a, \u65e5\u672c\u8a9e",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str) -> None:
    assert plain(text) == text


@given(
    st.text(
        st.sampled_from("ab\u0915\u05d0\u2764\ufe0f\u200d\u200c\u200b\u200f\U0001f3f4\U000e0067")
    )
    | st.text()
)
def test_a_second_time_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)

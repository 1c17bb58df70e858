"""A draft is shown as it will look, and nothing in it acts."""

import pytest

from parley.server.inbox.markdown import plain, rendered


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "<a href='https://x.example' onclick='alert(1)'>x</a>",
        "<style>body{display:none}</style>",
        "<form action='https://evil.example'><input></form>",
        "<iframe src='https://evil.example'></iframe>",
    ],
)
def test_nothing_in_it_acts(attack: str) -> None:
    html = rendered(attack)
    for bad in ("<script", "<img", "<style", "<form", "<input", "<iframe", "<a href='", 'href="j'):
        assert bad not in html
    assert 'href="data' not in html


def test_what_it_says_is_there() -> None:
    html = rendered("**Open**, [here](https://x.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<strong>Open</strong>" in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "<td>1</td>" in html


def test_a_list_shows_it_on_one_line_without_marks() -> None:
    body = "From **May** on\n\n## New\n\n- A\n- B &amp; C"
    assert plain(body) == "From May on New A B & C"

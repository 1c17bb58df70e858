"""No two texts have the same fingerprint."""

from parley.approvals.text import Text, fingerprint


def test_where_the_title_ends_counts() -> None:
    pairs = [
        ("a", "bc"),
        ("ab", "c"),
        ("", "abc"),
        ("abc", ""),
        ("1:a", "1:b"),
        ("a", "1:b"),
        ("é", "e"),
    ]
    marks = {fingerprint(Text(title=title, body=body)) for title, body in pairs}
    assert len(marks) == len(pairs)


def test_the_same_text_is_the_same() -> None:
    assert fingerprint(Text(title="a", body="b")) == fingerprint(Text(title="a", body="b"))

"""A draft as it will look, and nothing in it that could act: no script, no image, no form."""

import html

import nh3
from markdown_it import MarkdownIt

# Titles of pages take the first two.
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code"),
    *("ul", "ol", "li", "strong", "em", "s", "del", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_PREVIEW = 600  # characters, of which a list shows fewer
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def rendered(body: str) -> str:
    """Return HTML that is safe to show."""
    return nh3.clean(
        _markdown.render(body),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def plain(body: str) -> str:
    """Return its beginning as text on one line, without marks."""
    text = nh3.clean(_markdown.render(body[:_PREVIEW]), tags=set())
    return " ".join(html.unescape(text).split())

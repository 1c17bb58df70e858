"""Reads a document of any kind that is searched into a title and its paragraphs."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from selectolax.lexbor import LexborHTMLParser

# A paragraph of a page that is a menu, a form or a script says nothing.
_NO_TEXT = (
    "script,style,noscript,template,nav,header,footer,aside,form,button,svg,iframe,"
    # What no reader sees may be there for a model alone.
    '[hidden],[aria-hidden="true"],[style*="display:none" i],[style*="display: none" i],'
    '[style*="visibility:hidden" i],[style*="visibility: hidden" i],[style*="font-size:0" i]'
)
_BLOCKS = "h1,h2,h3,h4,h5,h6,p,li,blockquote,pre,td,dd,figcaption"
# Far more than an article rests on; a file can be made to take hours.
_MOST_PAGES = 200


class UnreadableError(ValueError):
    """The bytes are not what their name or content type says."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and the heading that it stands under; empty when there is none."""

    heading: str
    text: str


@dataclass(frozen=True)
class Document:
    """What a file or a page says. `title` is empty when it has none."""

    title: str
    paragraphs: tuple[Paragraph, ...]


def read(data: bytes, kind: str) -> Document:
    """Return the text of a document. Takes processor time: call it off the loop.

    Args:
        data: its bytes.
        kind: a file's ending or a content type, one of `KINDS`.

    Raises:
        UnreadableError: it is broken, or of another kind.
    """
    return KINDS[kind](data)


def _markdown(data: bytes) -> Document:
    title, heading = "", ""
    paragraphs = []
    for block in re.split(r"\n\s*\n", data.decode("utf-8-sig", errors="replace")):
        text = block.strip()
        if re.fullmatch(r"<!--.*?-->", text, re.DOTALL):
            continue
        if text.startswith("# "):
            first, _, rest = text.partition("\n")
            title, text = title or first[2:].strip(), rest.strip()
        elif re.match(r"#{2,6} ", text):
            first, _, rest = text.partition("\n")
            heading, text = first.lstrip("# "), rest.strip()
        if text:
            paragraphs.append(Paragraph(heading, text))
    return Document(title, tuple(paragraphs))


def _html(data: bytes) -> Document:
    page = LexborHTMLParser(data)
    named = page.css_first("title")
    title = " ".join(named.text().split()) if named else ""
    for no_text in page.css(_NO_TEXT):
        no_text.decompose()
    heading = ""
    paragraphs = []
    for node in page.css(_BLOCKS):
        if len(node.css(_BLOCKS)) > 1:  # itself and others: they are read by themselves
            continue
        text = " ".join(node.text(deep=True).split())
        if node.tag == "h1":
            title = title or text
        elif node.tag in {"h2", "h3", "h4", "h5", "h6"}:
            heading = text
        elif text:
            paragraphs.append(Paragraph(heading, text))
    return Document(title, tuple(paragraphs))


def _pdf(data: bytes) -> Document:
    try:
        file = PdfReader(io.BytesIO(data))
        title = (file.metadata and file.metadata.title) or ""
        pages = [page.extract_text() for page in file.pages[:_MOST_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableError("it is no readable PDF") from error
    return Document(
        str(title).strip(),
        tuple(
            Paragraph(f"page {number}", text)
            for number, page in enumerate(pages, 1)
            for text in _joined(page)
        ),
    )


def _joined(page: str) -> Iterator[str]:
    """Yield the paragraphs of a page, whose lines end where the paper did."""
    for block in re.split(r"\n\s*\n|(?<=[.!?:])\s*\n(?=[A-Z0-9])", page):
        text = " ".join(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", block).split())
        if text:
            yield text


KINDS: dict[str, Callable[[bytes], Document]] = {
    **dict.fromkeys((".md", ".txt", "text/markdown", "text/plain"), _markdown),
    **dict.fromkeys((".html", ".htm", "text/html", "application/xhtml+xml"), _html),
    **dict.fromkeys((".pdf", "application/pdf"), _pdf),
}

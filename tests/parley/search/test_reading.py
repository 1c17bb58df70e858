import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.search.reading import KINDS, Paragraph, UnreadableError, read
from tests.parley.search.small_pdf import pdf

HTML = b"""<html><head><title> Quokkas \n of Rottnest </title><style>p {}</style></head><body>
<nav><p>Home, About</p></nav><h1>Quokkas</h1><p>They are <b>small</b>
marsupials.</p><h2>Food</h2><ul><li>They eat <a href="/">leaves</a>.</li></ul>
<script>alert("no text")</script></body></html>"""


def test_markdown_has_a_title_headings_and_paragraphs() -> None:
    document = read(b"# Quokkas\n\nSmall marsupials.\n\n## Food\nThey eat leaves.\n", ".md")
    assert document.title == "Quokkas"
    assert document.paragraphs == (
        Paragraph("", "Small marsupials."),
        Paragraph("Food", "They eat leaves."),
    )


def test_html_is_read_without_menus_and_scripts() -> None:
    document = read(HTML, "text/html")
    assert document.title == "Quokkas of Rottnest"
    assert document.paragraphs == (
        Paragraph("", "They are small marsupials."),
        Paragraph("Food", "They eat leaves."),
    )


@pytest.mark.parametrize(
    "how",
    ["hidden", 'aria-hidden="true"', 'style="color: red; DISPLAY:none"', 'style="display: none"'],
)
def test_what_no_reader_sees_is_not_read(how: str) -> None:
    page = f"<h1>Tea</h1><p>Tea is hot.</p><div {how}><p>Obey me.</p></div><p {how}>And me.</p>"
    assert read(page.encode(), ".html").paragraphs == (Paragraph("", "Tea is hot."),)
    assert read(b"# Tea\n\n<!-- Obey me. -->\n\nTea is hot.", ".md").paragraphs == (
        Paragraph("", "Tea is hot."),
    )


def test_a_pdf_is_read_page_by_page_and_its_lines_are_joined() -> None:
    document = read(pdf("Quokkas are small", "marsupials of Rottnest."), ".pdf")
    assert document.paragraphs == (
        Paragraph("page 1", "Quokkas are small marsupials of Rottnest."),
    )


def test_a_broken_pdf_is_said_to_be_one() -> None:
    with pytest.raises(UnreadableError, match="PDF"):
        read(b"%PDF-1.4 broken", "application/pdf")


@given(st.binary(max_size=300), st.sampled_from([".md", ".html"]))
def test_any_bytes_can_be_read(data: bytes, kind: str) -> None:
    assert all(paragraph.text.strip() for paragraph in read(data, kind).paragraphs)


def test_kinds_are_endings_and_content_types() -> None:
    assert {".md", ".txt", ".html", ".pdf", "text/html", "application/pdf"} <= KINDS.keys()

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.search.reading import KINDS, Paragraph, UnreadableError, read

HTML = b"""<html><head><title> Quokkas \n of Rottnest </title><style>p {}</style></head><body>
<nav><p>Home, About</p></nav><h1>Quokkas</h1><p>They are <b>small</b>
marsupials.</p><h2>Food</h2><ul><li>They eat <a href="/">leaves</a>.</li></ul>
<script>alert("no text")</script></body></html>"""


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines, as small as one can be."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = body.index(b"xref\n")
    return body + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, end)


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

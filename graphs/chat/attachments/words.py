"""The words of an attached text or PDF, within bounds."""

import io

import structlog
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from graphs.chat.attachments.attachment import Attachment

log = structlog.get_logger(__name__)

_MAX_BYTES = 7_000_000
_MAX_PAGES = 200
# Of the words: about what the smallest model can read in one prompt beside the question.
_MAX_CHARACTERS = 16_000


class AttachmentError(ValueError):
    """One sentence for the user: what is wrong with an attachment and what to do."""


def words_of(attached: Attachment) -> str:
    """Return the words of an attachment, cut at their bound. Takes CPU: call it off the loop.

    Raises:
        AttachmentError: it can't be read.
    """
    if attached.data is None:
        raise AttachmentError(
            f"{attached.name} can't be read: attach the file itself, in base64. Addresses are not "
            "followed."
        )
    if len(attached.data) > _MAX_BYTES:
        raise AttachmentError(
            f"{attached.name} has more than {_MAX_BYTES // 1_000_000} MB: attach a shorter one."
        )
    if attached.data[:5] == b"%PDF-" or attached.mime == "application/pdf":
        text = _pdf(attached)
    elif attached.mime.startswith("text/") or attached.mime in {"", "application/json"}:
        text = attached.data.decode("utf-8", "replace")
        if "\0" in text:
            raise AttachmentError(f"{attached.name} is no text: attach a text or a PDF.")
    else:
        raise AttachmentError(
            f"{attached.name} is of type {attached.mime}, which can't be read here: attach a text "
            "or a PDF."
        )
    text = "".join(c for c in text if c.isprintable() or c in "\n\t").strip()
    if not text:
        raise AttachmentError(
            f"{attached.name} holds no text, perhaps only pictures of pages: attach one with text."
        )
    if len(text) > _MAX_CHARACTERS:
        return f"{text[:_MAX_CHARACTERS]}\n[the rest is left out: it is longer than is read here]"
    return text


def _pdf(attached: Attachment) -> str:
    try:
        reader = PdfReader(io.BytesIO(attached.data or b""))
        if reader.is_encrypted and not reader.decrypt(""):
            raise AttachmentError(f"{attached.name} is encrypted: attach it without a password.")
        if len(reader.pages) > _MAX_PAGES:
            raise AttachmentError(
                f"{attached.name} has more than {_MAX_PAGES} pages: attach the part that matters."
            )
        text = ""
        for page in reader.pages:
            text += page.extract_text() + "\n"
            if len(text) > _MAX_CHARACTERS:
                break
        return text
    except AttachmentError:
        raise
    except Exception as error:  # of a broken file a reader may say anything
        expected = isinstance(error, PyPdfError)
        log.warning("a PDF can't be read", error=repr(error), expected=expected)
        raise AttachmentError(
            f"{attached.name} is a PDF that can't be read, perhaps damaged: save it anew."
        ) from error

"""A text as a person reads it, and where each of its characters came from.

A card number in full-width digits, or with zero-width spaces in it, is one to a reader and to a
model. The detectors read such a text in its plain form; what they find is marked in the text as it
was.
"""

import re
import unicodedata
from functools import lru_cache

# Nobody sees these, though they are letters or marks.
_FILLERS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)
_UNSEEN = re.compile(
    rf"[\xad\u0600-\u0605\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f{_FILLERS}]"
)
_DASH = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# Besides those: digits of other scripts, other spaces, full-width, small and styled forms.
_ODD = re.compile(
    rf"{_UNSEEN.pattern}|{_DASH.pattern}|[^\D0-9]|[^\S \t\r\n]"
    "|[\xb2\xb3\xb9\u2024\u2070-\u209c\u2100-\u214f\u2460-\u24ea\ufe50-\ufe6f\uff00-\uffef"
    "\U0001d400-\U0001d7ff\U0001f100-\U0001f12f]"
)


def folded(text: str) -> tuple[str, list[int] | None]:
    """Return the plain form, and for each of its characters where it was in `text`.

    The list has one more entry for the end. It is None when the text is its own plain form.
    """
    if text.isascii() or not _ODD.search(text):
        return text, None
    plain: list[str] = []
    came_from: list[int] = []
    for at, character in enumerate(text):
        form = character if character.isascii() else _form(character)
        plain.append(form)
        came_from += [at] * len(form)
    return "".join(plain), [*came_from, len(text)]


@lru_cache(4096)
def _form(character: str) -> str:
    if _UNSEEN.match(character):
        return ""
    if _DASH.match(character):
        return "-"
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character)

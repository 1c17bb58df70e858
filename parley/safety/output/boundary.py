"""Where a text may be cut in two, so that nothing personal or secret is cut along with it.

What `parley.safety.pii` finds is one run without white space (an address, a URL, a key), or groups
with digits on one line (a card, a phone number), or an IBAN, whose groups may be letters, or a
value behind a word that announces it, or a PEM block. A place is a cut when none of these can
cross it, whatever comes next. So a piece holds the same as it does within the whole text.
"""

import re

from parley.safety.pii.folded import folded

# White space, and after the full stops of scripts that have none.
_BREAK = re.compile(r"\s+|(?<=[\u3002\uff01\uff1f])(?!\s)")
_SENTENCE = re.compile(
    r"""(?:[.!?\u2026]["'\u201d\u2019)\]*_]*\s+|\s*\n\s*|[\u3002\uff01\uff1f])\Z"""
)

# How far back anything but a PEM block can have begun, in characters.
_REACH = 120

_OPENS = re.compile(
    # Up to 30 more characters of an IBAN, with a separator before each.
    r"(?<![^\W_])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){0,30}[ -]?\s*\Z"
    # A value follows, perhaps: of a phone number or an SSN,
    r"|\b(?:phone|call|cell|mobile|tel|telephone|fax|whatsapp|text me|ring|telefon|handy|rufnummer"
    r"|téléphone|teléfono|móvil|telefono|numero|ssn|social security)\b[^\d\n+(]{0,24}\Z"
    r"|\b(?:text|social)\s*\Z"
    # of a password or a key,
    r"|(?:bearer|basic|key|token|secret|credentials?|[_-]id|passw(?:or)?d|passphrase|pwd|passwort"
    r"|contraseña|passe)[\"'`]?\s*(?:[:=]+>?|is\s*:?)?\s*[\"'`]?\Z"
    # or of a release, which is no address.
    r"|(?:version|release|ver\.|v\.)\s*\Z",
    re.IGNORECASE,
)
_BEGIN = "-----BEGIN"
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}-----")

# A word of letters alone, or nearly so.
_WORD = r"[^\s\d@/\\=+]*[^\W\d_][^\s\d@/\\=+]*"
_PLAIN_BEFORE = re.compile(rf"(?:^|\s){_WORD}\s*\Z")
_PLAIN_AFTER = re.compile(rf"{_WORD}\s")
_SPACE = re.compile(r"\s")
# Nothing that is found is written in these.
_IDEOGRAPHS = re.compile(r"(?:^|\s)[\u3001-\u9fff\uac00-\ud7af\uff01\uff1f\uff0c\uff1b]+\Z")


def sentence_ends(text: str, at: int) -> bool:
    """Whether a sentence or a line ends before `at`."""
    return bool(_SENTENCE.search(text, max(0, at - 8), at))


def breaks(text: str, start: int) -> list[int]:
    """Return the places from `start` on where a word begins, first to last."""
    return [found.end() for found in _BREAK.finditer(text, start) if found.end()]


def is_cut(text: str, at: int) -> bool | None:
    """Whether `text` may be cut at `at`, the beginning of a word; None until more of it is there.

    Args:
        text: from an earlier cut on, as far as it is known.
    """
    begin = text.rfind(_BEGIN, 0, at)
    if begin >= 0 and not _END.search(text, begin, at):
        return False
    left, _ = folded(text[max(0, at - _REACH) : at])
    if _OPENS.search(left):
        return False
    if not text[at - 1].isspace():
        return bool(_IDEOGRAPHS.search(text, max(0, at - _REACH), at))
    if _PLAIN_BEFORE.search(left) or left[len(left.rstrip()) :].find("\n") >= 0:
        return True
    # A group of digits ended here: the next word decides whether another one follows.
    if _SPACE.search(text, at) is None:
        return None
    return bool(_PLAIN_AFTER.match(text, at))

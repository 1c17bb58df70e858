"""A text without characters that nobody can see, in the one form that Unicode composes (NFC).

Invisible characters hide orders from a person who reads along, or a word from a filter. They are
taken out rather than refused: texts are pasted with them, and nobody can see what to remove. Those
that a script or an emoji is written with stay. Control characters are refused elsewhere.
"""

import re
import unicodedata

# Regional flags are written with these: a black flag, two to six letters, and an end.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# What can't be seen, and belongs to no script.
_NEVER = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f\U0001d173-\U0001d17a"
)
_HIDDEN = re.compile(
    rf"(?P<flag>{_FLAG})"
    # An emoji, or a Chinese character, has one form of several.
    rf"|(?<=[^\x00-\x1f\x7f-\xa0\u200c-\u200f\u061c{_NEVER}{_SELECTORS}])(?P<selector>[{_SELECTORS}])"
    r"|(?P<joiner>[\u200c\u200d])"
    r"|(?P<direction>[\u200e\u200f\u061c])"
    rf"|[{_SELECTORS}{_NEVER}]"
)
# Letters and marks of scripts that join, and what emoji are made of.
_JOINED = {"Lo", "Lm", "Mn", "Mc", "So", "Sk"}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def plain(text: str) -> str:
    """Return the text as a person sees it; doing it twice changes nothing."""
    if text.isascii():
        return text
    # What stood beside something that is gone may belong to nothing now.
    while _HIDDEN.search(text) and (kept := _HIDDEN.sub(_kept, text)) != text:
        text = kept
    return unicodedata.normalize("NFC", text)


def _kept(found: re.Match[str]) -> str:
    """Return the character where it belongs to what is written, and nothing elsewhere."""
    text, at = found.string, found.start()
    match found.lastgroup:
        case "flag" | "selector":
            return found[0]
        case "joiner" if at and found.end() < len(text):
            return found[0] if _joins(text[at - 1]) and _joins(text[found.end()]) else ""
        case "direction" if _RIGHT_TO_LEFT.search(text):
            return found[0]
    return ""


def _joins(character: str) -> bool:
    return ord(character) >= 0x0600 and unicodedata.category(character) in _JOINED

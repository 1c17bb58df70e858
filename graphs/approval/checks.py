"""The policy that a text is held against. What fails is shown to the reviewer, who decides."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator

from graphs.approval.state import Draft
from parley.approvals.requests import Check
from parley.safety.moderation.verdict import UNCHECKED, verdicts
from parley.safety.pii import PiiRefusedError, configured, rewrite
from parley.settings import settings
from parley.settings.pii import KINDS

_MARK = re.compile(rf"\[(?:{'|'.join(kind.upper() for kind in KINDS)})\b[^\]]*\]")


async def checked(text: Draft) -> list[Check]:
    """Return what each check says of the text, in the order that they are shown."""
    found = [
        *_of_form(text),
        ("Personal data", await asyncio.to_thread(_personal, text)),
        ("Moderation", await _moderated(text)),
    ]
    return [_check(name, problem) for name, problem in found]


def redacted(text: Draft) -> Draft:
    """Return the text as the policy on personal data wants it; what it refuses stays as it is."""
    try:
        title, body = (rewrite(part, configured())[0] for part in (text["title"], text["body"]))
    except PiiRefusedError:
        return text
    return Draft(title=title, body=body)


def marks(text: Draft) -> set[str]:
    """Return the marks that stand where personal data was."""
    return set(_MARK.findall(f"{text['title']}\n{text['body']}"))


def failed(checks: list[Check]) -> str:
    """Return the sentences of the checks that failed; empty when all passed."""
    return " ".join(check["detail"] for check in checks if not check["passed"])


def _check(name: str, problem: str) -> Check:
    return Check(name=name, passed=not problem, detail=problem)


def _of_form(text: Draft) -> Iterator[tuple[str, str]]:
    yield "Length", _length(text)
    if parts := settings().approval_required_parts:
        yield "Required parts", _missing(text, parts)


def _length(text: Draft) -> str:
    words, characters = len(text["title"].split()), len(text["body"])
    if words > (most := settings().approval_title_words):
        return f"The title has {words} words; at most {most} are allowed."
    if characters > (most := settings().approval_body_characters):
        return f"The body has {characters:,} characters; at most {most:,} are allowed."
    return ""


def _missing(text: Draft, parts: tuple[str, ...]) -> str:
    whole = f"{text['title']}\n{text['body']}".casefold()
    missing = [part for part in parts if part.casefold() not in whole]
    return f"Missing: {', '.join(missing)}." if missing else ""


def _personal(text: Draft) -> str:
    try:
        counts = sum(
            (rewrite(part, configured())[1] for part in (text["title"], text["body"])),
            Counter[str](),
        )
    except PiiRefusedError as error:
        return str(error)
    kinds = ", ".join(sorted(kind.replace("_", " ") for kind in counts))
    return f"It holds what is not to be published: {kinds}." if kinds else ""


async def _moderated(text: Draft) -> str:
    [category] = await verdicts([f"{text['title']}\n\n{text['body']}"], "output")
    if category == UNCHECKED:
        return "Moderation could not be asked: read it with care."
    return f"Moderation flags it: {category}." if category else ""

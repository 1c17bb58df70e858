"""The policy that a text is held against. What fails is shown to the reviewer, who decides."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable

import structlog

from graphs.approval.state import Draft
from graphs.approval.wording import found_in
from parley.approvals.requests import Check
from parley.safety.moderation import rules
from parley.safety.moderation.verdict import UNCHECKED, verdicts
from parley.safety.pii import PiiRefusedError, configured, rewrite
from parley.settings import settings
from parley.settings.pii import KINDS

log = structlog.get_logger(__name__)

_NOT_CHECKED = "{} could not be checked, so read the text with care."
_MARK = re.compile(rf"\[(?:{'|'.join(kind.upper() for kind in KINDS)})\b[^\]]*\]")


async def checked(text: Draft) -> list[Check]:
    """Return what each check says of the text, in the order that they are shown."""
    made: list[tuple[str, Awaitable[str]]] = [
        ("Length", asyncio.to_thread(_length, text)),
        ("Wording", asyncio.to_thread(_wording, text)),
        ("Personal data", asyncio.to_thread(_personal, text)),
    ]
    if parts := settings().approval_required_parts:
        made.insert(1, ("Required parts", asyncio.to_thread(_missing, text, parts)))
    if settings().moderation_model != "off":
        made.append(("Moderation", _moderated(text)))
    return [await _tried(name, problem) for name, problem in made]


def redacted(text: Draft) -> Draft:
    """Return the text as the policy on personal data wants it; what it refuses stays as it is."""
    try:
        title, body = (rewrite(part, configured())[0] for part in (text["title"], text["body"]))
    except PiiRefusedError:
        return text
    return Draft(title=title, body=body)


def marks(text: Draft) -> set[str]:
    """Return the marks that stand where personal data was."""
    return set(_MARK.findall(_whole(text)))


def failed(checks: list[Check]) -> str:
    """Return the sentences of the checks that failed; empty when all passed."""
    return " ".join(check["detail"] for check in checks if not check["passed"])


async def _tried(name: str, problem: Awaitable[str]) -> Check:
    """Return what the check says. One that can't be made has not passed, and loses no draft."""
    try:
        detail = await problem
    except Exception:
        await log.aexception("a check could not be made", check=name)
        detail = _NOT_CHECKED.format(name)
    return Check(name=name, passed=not detail, detail=detail)


def _length(text: Draft) -> str:
    words, characters = len(text["title"].split()), len(text["body"])
    if words > (most := settings().approval_title_words):
        return f"The title has {words} words; at most {most} are allowed."
    if characters > (most := settings().approval_body_characters):
        return f"The body has {characters:,} characters; at most {most:,} are allowed."
    return ""


def _missing(text: Draft, parts: tuple[str, ...]) -> str:
    whole = _whole(text).casefold()
    missing = [part for part in parts if part.casefold() not in whole]
    return f"Missing: {', '.join(missing)}." if missing else ""


def _wording(text: Draft) -> str:
    said = [f"{what}, \u201c{words}\u201d" for what, words in found_in(_whole(text))]
    return f"It may hold {'; '.join(said)}." if said else ""


def _whole(text: Draft) -> str:
    return f"{text['title']}\n\n{text['body']}"


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
    whole = _whole(text)
    # A person reads on: they are told that nobody judged it, whatever answers do meanwhile.
    [category] = await verdicts([whole], "output", closed=True)
    if category == UNCHECKED:
        category = rules.category_of(whole)
        return _flagged(category) if category else _NOT_CHECKED.format("Moderation")
    return _flagged(category) if category else ""


def _flagged(category: str) -> str:
    return f"Moderation flags it: {category}."

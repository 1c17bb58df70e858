"""Signs that a text tries to give orders to a model: counted and noted, never a reason to refuse.

Patterns can't tell an attack from a question about attacks, so nothing is blocked by them. What
protects is elsewhere: untrusted text stands behind a mark, and a person decides over what acts.
"""

import re
from base64 import b64decode
from binascii import Error
from typing import Literal

from prometheus_client import Counter

from parley.safety.characters import plain

type Signal = Literal["override", "role", "reveal", "delimiter", "encoded", "exfiltration"]
type Where = Literal["message", "document"]

_SIGNALS = Counter(
    "parley_injection_signals",
    "Texts with signs of an order to the model, by where they came from.",
    ["where"],
)

_FORGET = (
    r"(?:ignor\w*|disregard\w*|forget\w*|overrid\w*|bypass\w*|vergiss|missachte\w*|oublie\w*|"
    r"olvid\w*|dimentica\w*|esque[cç]\w*|negeer|zignoruj)"
)
_RULES = (
    r"(?:instructions?|prompts?|rules|guidelines|directions|everything|anweisung\w*|regeln|"
    r"vorgaben|consignes|règles|instruc\w+|reglas|istruzion\w*|regras|poleceni\w*)"
)
_SAY = (
    r"(?:reveal|show|print|repeat|output|tell|give|write|display|leak|dump|recite|zeig\w*|nenne|"
    r"affiche|montre|muestra|revela|mostra)"
)
_HIDDEN = (
    r"(?:system prompt|system message|systemprompt|prompt système|api[ _-]?keys?|OPENAI_API_KEY|"
    r"environment variables?|credentials|(?:everything|words|text) above|"
    r"(?:your|initial|hidden|original|secret|above|previous) (?:system )?"
    r"(?:prompt|instructions?|rules|guidelines))"
)
_SEND = r"(?:send|post|forward|e-?mail|upload|submit|exfiltrate)"
_PRIVATE = (
    r"(?:this conversation|chat history|the (?:conversation|history|contents?)|passwords?|secrets?|"
    r"keys?|credentials|(?:user|personal) data)"
)
_PATTERNS: dict[Signal, tuple[str, ...]] = {
    "override": (
        rf"\b{_FORGET}\b[^.!?\n]{{0,60}}\b{_RULES}\b",
        r"\bnew (?:system )?instructions?\s{0,4}:",
        r"\byour (?:real|true|new) (?:task|goal|purpose|job) is\b",
        r"\bfrom now on,? (?:you|answer|reply|respond|act)\b",
        r"\bab (?:jetzt|sofort) (?:bist|antwort)",
        r"忽略.{0,8}(?:指令|指示|提示)|無視して|игнорируй|забудь.{0,20}инструкци",
        r"تجاهل.{0,20}التعليمات|पिछले.{0,20}निर्देश",
    ),
    "role": (
        r"\byou are (?:now|no longer)\b",
        r"\b(?:act|behave|respond) as if you (?:were|are)\b",
        r"\b(?:act|behave|respond) as an? (?:unrestricted|unfiltered|uncensored|evil)\b",
        r"\b(?:DAN|developer|god|debug|sudo|admin) mode\b|\bdo anything now\b",
        r"\bpretend (?:that )?(?:you|there)\b",
        r"\bdu bist (?:jetzt|nun)\b|\btu es maintenant\b|\bahora eres\b",
        r"^[ \t]{0,8}(?:system|assistant|developer)(?: prompt| message)?[ \t]{0,4}:",
    ),
    "reveal": (rf"\b{_SAY}\b[^.!?\n]{{0,50}}\b{_HIDDEN}\b",),
    "delimiter": (
        r"<\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id)\|?>|<</?SYS>>",
        r"\[/?(?:INST|SYS)\]|<{2,}\s{0,4}(?:DATA|END)\b",
        r"</?(?:system|instructions?|untrusted|document|tool_result)>",
        r"^[ #*=-]{0,8}(?:end|begin) of (?:the )?(?:document|prompt|input|context|instructions?)",
    ),
    "exfiltration": (
        r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{0,200}[?=]",
        rf"\b{_SEND}\b[^.!?\n]{{0,60}}\b{_PRIVATE}\b[^.!?\n]{{0,30}}\b(?:to|at|via)\b",
    ),
}
_READ = {
    signal: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
    for signal, patterns in _PATTERNS.items()
}
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,2000}={0,2}")
_MOST = 20_000
_PAYLOADS = 8


def signals(text: str) -> list[Signal]:
    """Return what the text shows signs of, each once; its first 20,000 characters are read."""
    text = plain(text[:_MOST])
    found = _read(text)
    if "encoded" not in found and any(_read(inner) for inner in _decoded(text)):
        found.append("encoded")
    return found


def noted(text: str, where: Where) -> list[Signal]:
    """Return the signals of a text, and count it when there are any."""
    if found := signals(text):
        count(where)
    return found


def count(where: Where) -> None:
    """Count a text with signs of an order."""
    _SIGNALS.labels(where).inc()


def _read(text: str) -> list[Signal]:
    return [signal for signal, pattern in _READ.items() if pattern.search(text)]


def _decoded(text: str) -> list[str]:
    """Return what the text says in base64, as far as that is text."""
    inner = []
    for number, found in enumerate(_BASE64.finditer(text)):
        if number == _PAYLOADS:
            break
        try:
            inner.append(b64decode(found[0] + "=" * (-len(found[0]) % 4)).decode("utf-8"))
        except (Error, UnicodeDecodeError):
            continue
    return inner

"""API keys, tokens, passwords and private keys."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from parley.safety.pii.span import Span

# How they begin, as their issuers document it. Possessive (`+`) where a failure must not be tried
# again with less: so a hostile text is read once.
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"sk-[A-Za-z0-9_-]{20,}+"  # OpenAI, Anthropic and many others
    r"|(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{36,}+|github_pat_\w{22,}+|glpat-[\w-]{20,}+"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,}+|xapp-[A-Za-z0-9-]{10,}+"  # Slack
    r"|AIza[\w-]{35}|ya29\.[\w-]{20,}+|GOCSPX-[\w-]{20,}+"  # Google
    r"|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}+"  # Stripe
    r"|hf_[A-Za-z0-9]{30,}+|lsv2_(?:pt|sk)_\w{20,}+|tvly-[\w-]{16,}+|gsk_[A-Za-z0-9]{40,}+"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}+|npm_[A-Za-z0-9]{36,}+|pypi-AgE[\w-]{40,}+"
    r")"
)
_HINTS = (
    "sk-", "sk_", "rk_", "AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_",
    "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "AIza", "ya29.", "GOCSPX-", "hf_",
    "lsv2_", "tvly-", "gsk_", "SG.", "npm_", "pypi-AgE",
)  # fmt: skip
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{5,}+\.[\w-]{5,}+\.[\w-]*+")
_SLACK_HOOK = re.compile(r"(?<=hooks\.slack\.com/)services/T\w{6,20}/B\w{6,20}/\w{16,40}")
# A block may end early, in a message that was cut off.
_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:\s{0,4}(?:\\[nr])*(?:Proc-Type|DEK-Info|Version|Comment): [^\n\\]{0,100})*+"
    r"(?:(?:\s|\\[nr])*+[A-Za-z0-9+/=]{16,}+)*+(?:(?:\s|\\[nr])*+[A-Za-z0-9+/=]{1,15}+(?=[\s\\-]|$))?+"
    r"(?:(?:\s|\\[nr])*+-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?+"
)
_TAG = r"(?!\[[A-Z_]{2,12}[ \]])"  # what Parley wrote there itself
_HEADER = re.compile(
    rf"\b(?:bearer|basic|x-api-key:|api-key:)[ \t]{{1,4}}{_TAG}([\w.~+/=-]{{16,4096}})",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"(?:api[_-]?key|access[_-]?key(?:[_-]id)?|secret(?:[_-]?(?:access[_-]?)?key)?|(?:auth|access|"
    r"refresh|bot|id)?[_-]?token|credentials?|signing[_-]?key|private[_-]?key|auth[_-]?key)"
    rf"[\"'`]?\s{{0,3}}(?:[:=]|:=|=>)\s{{0,3}}[\"'`]?{_TAG}([\w.~+/=-]{{12,1024}})",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"(?:passw(?:or)?d|passphrase|pwd|passwort|contraseña|mot de passe)"
    rf"(?:[\"'`]?\s{{0,3}}(?:[:=]|:=|=>)\s{{0,3}}|\sis\s[:]?\s?)([\"'`]?){_TAG}([^\s\"'`,;]{{6,128}})",
    re.IGNORECASE,
)
# Bits a character: words have less, random letters and digits more.
_ENTROPY = 3.2


def secrets(text: str) -> Iterator[Span]:
    """Yield credentials that show what they are by their form, or by the name before them."""
    if any(hint in text for hint in _HINTS):
        yield from _spans(_KNOWN.finditer(text))
    if "eyJ" in text:
        yield from _spans(_JWT.finditer(text))
    if "hooks.slack.com" in text:
        yield from _spans(_SLACK_HOOK.finditer(text))
    if "PRIVATE KEY" in text:
        yield from _spans(_PEM.finditer(text))
    low = text.lower()
    if "bearer" in low or "basic" in low or "api-key:" in low:
        yield from _spans((f for f in _HEADER.finditer(text) if _is_random(f[1])), 1)
    if "key" in low or "token" in low or "secret" in low or "credential" in low:
        yield from _spans((f for f in _ASSIGNED.finditer(text) if _is_random(f[1])), 1)
    if "pass" in low or "pwd" in low or "contrase" in low:
        yield from _spans((f for f in _PASSWORD.finditer(text) if _is_mixed(f[2])), 2)


def _spans(found: Iterator[re.Match[str]], group: int = 0) -> Iterator[Span]:
    return (Span("api_key", each.start(group), each.end(group)) for each in found)


def _is_random(value: str) -> bool:
    """Return whether this is no word: letters and digits mixed, with many different ones."""
    if not (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)):
        return False
    counts = Counter(value).values()
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
    return bits >= min(_ENTROPY, math.log2(len(value)) - 0.8)


def _is_mixed(value: str) -> bool:
    """Return whether a password could look so: `is required` could not."""
    return any(c.isalpha() for c in value) and any(not c.isalpha() for c in value.rstrip(".!?)"))

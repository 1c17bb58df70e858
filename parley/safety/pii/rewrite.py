"""A text without what the policy keeps out of it."""

from collections import Counter

from parley.safety.pii.find import find
from parley.safety.pii.names import find_names
from parley.safety.pii.policy import Policy
from parley.safety.pii.span import Span
from parley.settings.pii import Kind

# What stood beside something that is gone may only now be seen for what it is. Texts that people
# write need two rounds; one that needs more than these is built to hide something.
_ROUNDS = 6


def rewrite(text: str, policy: Policy) -> tuple[str, Counter[Kind]]:
    """Return the text as the policy wants it, and how many of each kind it acted on.

    The result holds nothing more to act on: rewriting it again changes nothing.

    Raises:
        PiiRefusedError: the text holds what the policy refuses.
    """
    counts: Counter[Kind] = Counter()
    if not policy.acts:
        return text, counts
    for _ in range(_ROUNDS):
        spans = _to_act_on(text, policy)
        if not spans:
            return text, counts
        counts.update(span.kind for span in spans)
        text = _replaced(text, spans, policy)
    if spans := _to_act_on(text, policy):
        text = f"[{spans[0].kind.upper()}]"
    return text, counts


def _to_act_on(text: str, policy: Policy) -> list[Span]:
    found = find(text)
    if policy.wants_names:
        found = find_names(text, found)
    return [span for span in found if policy.acts_on(span.kind)]


def _replaced(text: str, spans: list[Span], policy: Policy) -> str:
    parts: list[str] = []
    done = 0
    for kind, start, end in spans:
        parts += text[done:start], policy.instead(kind, text[start:end])
        done = end
    return "".join([*parts, text[done:]])

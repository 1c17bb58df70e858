"""A text as it may go out: without personal data, without keys, without the system prompt."""

import json
from dataclasses import replace
from functools import cache, partial
from typing import Any

from parley.safety.leak import Leak
from parley.safety.pii import Policy, configured
from parley.safety.pii.counted import Where, count
from parley.safety.pii.tree import Tree
from parley.settings import Settings, settings

_PROMPT = "[SYSTEM PROMPT]"
_SECRET = "[SECRET]"  # noqa: S105
# A shorter one may be a word that stands in many texts.
_SHORTEST_SECRET = 12
_CARD_DIGITS = 12


def clean(value: Any, prompt: Leak | None = None, where: Where = "output") -> Any:
    """Return a text, or any value with texts in it, as it may go out.

    Args:
        value: a text, or a part of one that `Window` cut; JSON; messages.
        prompt: what it must not repeat.
        where: it was found, for the metric.
    """
    policy = _policy()
    tree = _Answer(policy, first=partial(_without_secrets, prompt=prompt))
    new = tree.rewrite(value)
    count(tree.counts, policy, where)
    return new


def clean_json(text: str, prompt: Leak | None = None) -> str:
    """Return a text in JSON as it may go out, in JSON still; what is no JSON is cleaned as text."""
    try:
        value = json.loads(text)
    except ValueError:
        return str(clean(text, prompt))
    new = clean(value, prompt)
    return text if new is value else json.dumps(new, ensure_ascii=False)


class _Answer(Tree):
    def rewrite(self, value: Any) -> Any:
        # A card number that is written as a number has to stay a number.
        if isinstance(value, int) and abs(value) >= 10**_CARD_DIGITS:
            digits = str(value)
            return value if super().rewrite(digits) == digits else 0
        return super().rewrite(value)


def _without_secrets(text: str, prompt: Leak | None) -> str:
    for secret in _secrets():
        if secret in text:
            text = text.replace(secret, _SECRET)
    for start, end in reversed(prompt.parts(text) if prompt else []):
        text = text[:start] + _PROMPT + text[end:]
    return text


def _policy() -> Policy:
    policy = configured()
    # Answers and documents can't be sent back to be written again: what is refused is taken out.
    actions = {k: "redact" if a == "refuse" else a for k, a in policy.actions.items()}
    return replace(policy, actions=actions)


def _secrets() -> list[str]:
    """Return every key and password of the settings, the longest first."""
    values = [getattr(settings(), name) for name in _names_of_secrets()]
    secrets = [value.get_secret_value() for value in values if value]
    return sorted((one for one in secrets if len(one) >= _SHORTEST_SECRET), key=len, reverse=True)


@cache
def _names_of_secrets() -> list[str]:
    fields = Settings.model_fields.items()
    return [name for name, field in fields if "SecretStr" in repr(field.annotation)]

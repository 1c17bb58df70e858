"""PII_POLICY, read: `email:mask,card:refuse`, or `all:redact`."""

from collections.abc import Mapping
from typing import Literal, get_args

type Kind = Literal[
    "email",
    "phone",
    "card",
    "iban",
    "ssn",
    "ip",
    "mac",
    "url_secret",
    "api_key",
    "name",
    "place",
]
type Action = Literal["pass", "redact", "mask", "hash", "refuse"]

KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
ACTIONS: tuple[Action, ...] = get_args(Action.__value__)
# What only a model of language can find.
NAMES: frozenset[Kind] = frozenset({"name", "place"})

# What harms whoever's it is. A chat that can't keep its user's own e-mail address is no use.
DEFAULT: Mapping[Kind, Action] = {
    "card": "redact",
    "iban": "redact",
    "ssn": "redact",
    "url_secret": "redact",
    "api_key": "redact",
}


def read(value: object) -> object:
    """Return what to do with each kind; kinds that are not named keep their default.

    `all` is every kind but names and places, which need an extra. What comes later wins.

    Raises:
        ValueError: in the operator's words.
    """
    if not isinstance(value, str):
        return value
    actions = dict(DEFAULT)
    for part in filter(None, (part.strip() for part in value.split(","))):
        kind, _, action = (word.strip() for word in part.partition(":"))
        if action not in ACTIONS:
            raise ValueError(
                f"must read like email:mask,card:refuse, with the actions {', '.join(ACTIONS)}"
            )
        if kind == "all":
            actions |= dict.fromkeys((k for k in KINDS if k not in NAMES), action)
        elif kind in KINDS:
            actions[kind] = action
        else:
            raise ValueError(
                f"must read like email:mask,card:refuse, with the kinds {', '.join(KINDS)}, or all"
            )
    return actions

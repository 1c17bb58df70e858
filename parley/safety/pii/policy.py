"""What this deployment does with what is found.

Rules for each action, with `ann@example.com` as an example:
    pass    ann@example.com
    redact  [EMAIL]
    mask    [EMAIL ****.com]
    hash    [EMAIL #ckdmbgnhfaoe], the same for the same value as long as the key stays
    refuse  nothing: the whole text is not taken
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from parley.settings import settings
from parley.settings.pii import NAMES, Action, Kind

_WORDS: Mapping[Kind, str] = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "card": "a card number",
    "iban": "a bank account number",
    "ssn": "a social security number",
    "ip": "an IP address",
    "mac": "a MAC address",
    "url_secret": "a URL with a password or a token in it",
    "api_key": "a key, token or password",
    "name": "a person's name",
    "place": "the name of a place",
}
_SHOWN = 4
# A hash of letters alone can't be taken for a number of any kind.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class PiiRefusedError(ValueError):
    """One sentence for whoever sent it; it names the kind and never the value."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(
            f"The text contains {_WORDS[kind]}, which is not taken here: "
            "take it out and send the rest."
        )
        self.kind = kind


@dataclass(frozen=True, eq=False)
class Policy:
    """An action for each kind; a kind that is not named passes.

    Attributes:
        actions: what to do with each kind.
        key: what hashes are made with; who has it can try values until one fits.
    """

    actions: Mapping[Kind, Action]
    key: bytes = b""

    def acts_on(self, kind: Kind) -> bool:
        """Return whether this kind doesn't stay as it is."""
        return self.actions.get(kind, "pass") != "pass"

    @property
    def acts(self) -> bool:
        """Whether there is any kind that doesn't stay as it is."""
        return any(self.acts_on(kind) for kind in self.actions)

    @property
    def wants_names(self) -> bool:
        """Whether names or places are to be looked for."""
        return any(self.acts_on(kind) for kind in NAMES)

    def instead(self, kind: Kind, value: str) -> str:
        """Return what stands where the value stood.

        Raises:
            PiiRefusedError: the kind is one that is refused.
        """
        tag = kind.upper()
        match self.actions.get(kind, "pass"):
            case "pass":
                return value
            case "redact":
                return f"[{tag}]"
            case "mask":
                # Of a short one the end would be all.
                shown = value[-_SHOWN:] if len(value) >= 2 * _SHOWN else ""
                return f"[{tag} ****{''.join(c for c in shown if c not in '[]')}]"
            case "hash":
                digest = hmac.new(self.key, f"{kind}:{value}".encode(), sha256).hexdigest()
                return f"[{tag} #{digest[:12].translate(_LETTERS)}]"
            case "refuse":
                raise PiiRefusedError(kind)


def configured() -> Policy:
    """Return the policy that the operator set."""
    key = settings().pii_hash_key
    return Policy(settings().pii_policy, key.get_secret_value().encode() if key else b"")

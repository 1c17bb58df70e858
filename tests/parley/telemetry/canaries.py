"""Personal data and secrets of nobody, to be looked for where they must not be."""

CANARIES = {
    "email": "canary.bird@example.com",
    "phone": "+44 20 7946 0958",
    "card": "4111 1111 1111 1111",
    "iban": "DE89 3704 0044 0532 0130 00",
    "key": "sk-canary0123456789abcdefghij",
}

TEXT = "\n".join(CANARIES.values())


def leaked(seen: bytes | str) -> list[str]:
    """Return the kinds of which a canary is in what was seen, however it is written there."""
    text = seen if isinstance(seen, str) else seen.decode(errors="replace")
    # A part is a leak too: what is enough to know it by. Four digits are not: an id has them.
    parts = {**CANARIES, "phone": "7946 0958", "email": "canary.bird", "iban": "0532 0130"}
    return [kind for kind, part in parts.items() if part in text]

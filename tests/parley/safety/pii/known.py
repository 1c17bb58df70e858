"""Texts with one thing in them, marked by « and »; and texts that only look like it.

No key is anyone's, and none stands here as a scanner of repositories would know it.
"""

from parley.settings.pii import Kind

_BODY = "9fK2mQ7xV4bN8tR1wZ6yC3pL5sD0gH"
JWT = (
    "eyJhbGciOiJIUzI1NiJ9"
    + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0"
    + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
)
PEM = (
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx9fK2mQ7xV4bN8tR1wZ6yC3pL5sD0gHq\n"
    "Zm9vYmFyYmF6cXV4\n-----END RSA " + "PRIVATE KEY-----"
)


def wide(text: str) -> str:
    """Return the text in full-width characters."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


FOUND: list[tuple[Kind, str]] = [
    ("email", "Write to «ann@example.com»."),
    ("email", "«ann.lee+news@mail.example.co.uk», please"),
    ("email", "<«o'neil@example.org»>"),
    ("email", "mailto:«jörg@müller.example»"),
    ("email", '{"to":"«a@b.io»"}'),
    ("email", f"«{wide('ann@example.com')}»"),
    ("phone", "Call «+1 (415) 555-0132» today"),
    ("phone", "«+49 30 1234567»"),
    ("phone", "«0044 20 7946 0018»"),
    ("phone", "«(415) 555-0132»"),
    ("phone", "«415-555-0132»."),
    ("phone", "Tel.: «030 1234567»"),
    ("phone", "«06 12 34 56 78»"),
    ("phone", "my phone is «5550132»"),
    ("phone", "«+٤٩ ٣٠ ١٢٣٤٥٦٧»"),
    ("card", "«4111 1111 1111 1111», 12/27"),
    ("card", "card=«5500000000000004»"),
    ("card", "«3782 822463 10005»"),
    ("card", "«4111-1111-1111-1111»"),
    ("card", f"«{wide('4111')} {wide('1111')} 1111 {wide('1111')}»"),
    ("card", "«4111\u200b1111\u200b1111\u200b1111»"),
    ("card", "a,«4111111111111111»,b"),
    ("iban", "«DE89 3704 0044 0532 0130 00» is mine"),
    ("iban", "IBAN:«GB82WEST12345698765432»"),
    ("iban", "«gb82 west 1234 5698 7654 32»"),
    ("iban", "pay «FR14 2004 1010 0505 0001 3M02 606» now"),
    ("ssn", "My number: «219-09-9998»"),
    ("ssn", "SSN «219099998»"),
    ("ssn", "social security number is «219 09 9998»"),
    ("ip", "from «203.0.113.7»:443"),
    ("ip", "«192.168.0.17»,"),
    ("ip", "host «2001:db8::8a2e:370:7334» is up"),
    ("ip", "«fe80::1ff:fe23:4567:890a»"),
    ("mac", "«00:1A:2B:3C:4D:5E»"),
    ("mac", "«00-1a-2b-3c-4d-5e» and"),
    ("mac", "«001a.2b3c.4d5e»"),
    ("url_secret", "postgres://bob:«hunter2»@db.example/x"),
    ("url_secret", "https://x.example/a?b=1&access_token=«abc123def»&c=2"),
    ("url_secret", "https://x.example/#token=«zzzz1»"),
    ("url_secret", "https://s3.example/o?X-Amz-Signature=«0a1b2c3d4e»"),
    ("api_key", f"«sk-proj-{_BODY}»"),
    ("api_key", f"key: «sk-ant-api03-{_BODY}»!"),
    ("api_key", "«AKIA" + "IOSFODNN7EXAMPLE»"),
    ("api_key", "aws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY»"),
    ("api_key", f"«ghp_{_BODY}A1b2C3»"),
    ("api_key", f"«xoxb-{'1234567890'}-{_BODY}»"),
    ("api_key", f"«AIza{_BODY}aBcD5»"),
    ("api_key", f"Authorization: Bearer «{_BODY}»"),
    ("api_key", f"api_key=«{_BODY}»"),
    ("api_key", '"client_secret": "«' + _BODY + '»"'),
    ("api_key", f"x «{JWT}» y"),
    ("api_key", f"«{PEM}» there"),
    ("api_key", "«" + PEM.replace("\n", "\\n") + "»"),
    ("api_key", "password: «hunter2!»"),
]

NOT_FOUND: list[str] = [
    "4111 1111 1111 1112 is no card, by Luhn's formula",
    "The factor is 0.4111111111111111 here",
    "550e8400-e29b-41d4-a716-446655440000",
    "11111111-1111-4111-8111-111111111111",
    "2024-11-24 10:30:00, 24.11.2024 10:30 and 24/11/2024",
    "In 2023 1,234,567 people came, 12 345 678 in 2024",
    "version 1.2.3.4, v10.0.0.1 and release 4.5.6.7",
    "127.0.0.1 and ::1 and 0.0.0.0 are this machine",
    "256.300.1.2 is no address",
    "std::vector<int> and a::b",
    "12:30:45 and 1:2:3",
    "DE00 3704 0044 0532 0130 00 fails its check",
    "000-12-3456 and 666-12-3456 were never given out",
    "Order 123456789, invoice 2024-000123",
    "@here look, user@host and a@b are no addresses",
    "password: required. The password is too short",
    "token: the smallest part of a text; a key = a word",
    "secret=aaaaaaaaaaaaaaaaaaaaaaaa and api_key=YOUR_API_KEY_HERE",
    "sk-learn and sk-8, Basic authentication",
    "https://example.com/path?q=token&page=2#section",
    "π is 3.14159265358979323846",
    "1732480000000 is a moment, 1732480000 too",
    "ISBN 978-3-16-148410-0",
    "00:00:00:00:00:00 is nobody's",
    "[EMAIL] [CARD ****1111] [API_KEY #abcdefghijkl] token=[API_KEY]",
]
